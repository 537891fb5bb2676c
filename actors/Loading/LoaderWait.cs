namespace Actors.Loading;

/// <summary>Measures how long the loader could have emitted a batch and had none: the edge had room, and in lockstep it was its turn.</summary>
/// <param name="time">The clock.</param>
public sealed class LoaderWait(TimeProvider time)
{
    long? since;
    double waited;

    /// <summary>A batch is wanted and not there, or still not.</summary>
    public void Wants() => since ??= time.GetTimestamp();

    /// <summary>Nothing is wanted for now.</summary>
    public void Pauses()
    {
        waited += since is { } began ? time.GetElapsedTime(began).TotalSeconds : 0;
        since = null;
    }

    /// <summary>The batch is there.</summary>
    /// <returns>Seconds for which it was wanted.</returns>
    public double Ends()
    {
        Pauses();
        double seconds = waited;
        waited = 0;
        return seconds;
    }
}
