using Actors.Messages;

namespace Actors.Cluster;

/// <summary>The incarnation is over: a node's blocks are to stop.</summary>
public sealed record StopBlocks : IControlMessage;
