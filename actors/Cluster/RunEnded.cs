using Actors.Messages;

namespace Actors.Cluster;

/// <summary>The run is over, however it ended: nodes are free.</summary>
public sealed record RunEnded : IControlMessage;
