namespace Actors.Messages;

/// <summary>A node's answer to <see cref="ClockPing"/>.</summary>
/// <param name="Asked">What the question said.</param>
/// <param name="Theirs">The node's time, in nanoseconds.</param>
/// <param name="File">Which file it writes its trace into.</param>
public sealed record ClockPong(long Asked, long Theirs, Guid File) : IControlMessage;
