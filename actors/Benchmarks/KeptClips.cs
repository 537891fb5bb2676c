using System.Collections.Concurrent;
using Actors.Data.Clips;

namespace Actors.Benchmarks;

/// <summary>The first clips of a source, each decoded once: a timing then sees training and not decoding.</summary>
/// <param name="source">The source.</param>
/// <param name="most">Clips at most.</param>
internal sealed class KeptClips(IClipSource source, int most) : IClipSource
{
    readonly ConcurrentDictionary<int, Clip> kept = [];

    /// <inheritdoc/>
    public string Name => source.Name;

    /// <inheritdoc/>
    public int Count => Math.Min(most, source.Count);

    /// <inheritdoc/>
    public ClipGeometry Geometry => source.Geometry;

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes => source.Classes;

    /// <inheritdoc/>
    public int LabelOf(int sample) => source.LabelOf(sample);

    /// <inheritdoc/>
    public string NameOf(int sample) => source.NameOf(sample);

    /// <inheritdoc/>
    public Clip Read(int sample, long seed, long epoch) => kept.GetOrAdd(sample, n => source.Read(n, seed, 0));
}
