using Actors.Messages;

namespace Actors.Cluster;

/// <summary>All blocks exist: those of a node are to be told their neighbours.</summary>
public sealed record WireBlocks : IControlMessage;
