using System.Diagnostics;
using Actors.Data.Batches;

namespace Actors.Tracing;

/// <summary>Notes what the loader and the threads that decode for it do.</summary>
/// <param name="trace">Where to.</param>
public sealed class LoaderTrace(RunTrace trace)
{
    /// <summary>Name of the span in which a worker reads a clip.</summary>
    public const string Decode = "decode";

    /// <summary>Name of the span in which the loader makes tensors of a batch.</summary>
    public const string ToTensors = "to tensors";

    long since;

    /// <summary>What begins now is noted when it <see cref="Ended"/>. One thing at a time, on the loader's thread.</summary>
    public void Begins() => since = Stopwatch.GetTimestamp();

    /// <summary>What began is over.</summary>
    /// <param name="name">What it was: a constant.</param>
    /// <param name="batch">Of which batch.</param>
    public void Ended(string name, long batch) => trace.Span(Tracks.Loader, name, since, Stopwatch.GetTimestamp(), batch);

    /// <summary>A thread has decoded a clip.</summary>
    public void Decoded(DecodedClip clip) => trace.Span(Tracks.Worker(clip.Worker), Decode, clip.Began, clip.Ended, clip.Batch);
}
