using Actors.Messages;

namespace Actors.Cluster;

/// <summary>A block has restarted alone: it is to be told its neighbours again, and its credit counted anew.</summary>
/// <param name="Block">Its number.</param>
/// <param name="Restart">Which restart of the run it was, from 1.</param>
public sealed record RewireBlock(int Block, int Restart) : IControlMessage;
