namespace Actors.Messages;

/// <summary>The end of a <see cref="Pause"/>.</summary>
public sealed record GoOn : IControlMessage;
