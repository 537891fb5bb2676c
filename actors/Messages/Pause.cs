namespace Actors.Messages;

/// <summary>Finish the step in hand, then wait for <see cref="GoOn"/>.</summary>
public sealed record Pause : IControlMessage;
