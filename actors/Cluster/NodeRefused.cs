using Actors.Messages;

namespace Actors.Cluster;

/// <summary>The coordinator does not take a node.</summary>
/// <param name="Why">One line.</param>
public sealed record NodeRefused(string Why) : IControlMessage;
