namespace Actors.Messages;

/// <summary>A node has written its trace to the end.</summary>
public sealed record TraceEnded : IControlMessage;
