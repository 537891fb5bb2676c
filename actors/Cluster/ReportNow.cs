using Actors.Messages;

namespace Actors.Cluster;

/// <summary>Every block has finished: a node is to say its last counts.</summary>
public sealed record ReportNow : IControlMessage;
