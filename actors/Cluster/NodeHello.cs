using Actors.Messages;

namespace Actors.Cluster;

/// <summary>A node offers itself to the coordinator. Said again until it is welcomed.</summary>
/// <param name="Name">Its name, unique in the cluster.</param>
/// <param name="Work">How much of the work it can take, relative to the others: its cores, unless it was told otherwise.</param>
/// <param name="Device">Where its blocks compute.</param>
/// <param name="Host">Address of its edge port.</param>
/// <param name="EdgePort">Port of its edges.</param>
/// <param name="Version">Version of its program: all must be the same.</param>
public sealed record NodeHello(string Name, double Work, string Device, string Host, int EdgePort, string Version) : IControlMessage;
