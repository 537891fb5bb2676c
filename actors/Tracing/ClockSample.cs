namespace Actors.Tracing;

/// <summary>One comparison of two clocks: a question by the first, answered by the second with its time.</summary>
/// <param name="Asked">The first clock's time at the question, in nanoseconds.</param>
/// <param name="Theirs">The second clock's time at the answer, in nanoseconds.</param>
/// <param name="Answered">The first clock's time when the answer had come, in nanoseconds.</param>
internal readonly record struct ClockSample(long Asked, long Theirs, long Answered)
{
    /// <summary>The round trip.</summary>
    public long RoundTrip => Answered - Asked;

    /// <summary>The least that the first clock may have shown when the second one answered, over what that showed.</summary>
    public long Least => Asked - Theirs;

    /// <summary>The most that it may have shown, over what the second one showed.</summary>
    public long Most => Answered - Theirs;
}
