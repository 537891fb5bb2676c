using Actors.Messages;

namespace Actors.Cluster;

/// <summary>A node's answer to <see cref="NodeWelcome"/>.</summary>
/// <param name="Name">The node.</param>
/// <param name="Problem">Why it cannot take part, in one line; empty when it can.</param>
public sealed record NodeSees(string Name, string Problem) : IControlMessage;
