namespace Actors.Messages;

/// <summary>Asks a node for the time of its trace's clock.</summary>
/// <param name="Asked">The asker's time, in nanoseconds.</param>
public sealed record ClockPing(long Asked) : IControlMessage;
