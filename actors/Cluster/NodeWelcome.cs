using Actors.Messages;

namespace Actors.Cluster;

/// <summary>The coordinator takes a node in, and asks whether it sees the run directory.</summary>
/// <param name="Probe">A file in the run directory.</param>
/// <param name="Content">What is in it.</param>
public sealed record NodeWelcome(string Probe, string Content) : IControlMessage;
