namespace Actors.Data.Clips;

/// <summary>Some samples of another source, renumbered from 0.</summary>
public sealed class ClipSubset : IClipSource
{
    readonly IClipSource whole;
    readonly IReadOnlyList<int> samples;

    /// <summary>A subset.</summary>
    /// <param name="whole">The source.</param>
    /// <param name="name">Name of the subset.</param>
    /// <param name="samples">The source's sample numbers, in the order wanted.</param>
    public ClipSubset(IClipSource whole, string name, IReadOnlyList<int> samples)
    {
        this.whole = whole;
        this.samples = samples;
        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count => samples.Count;

    /// <inheritdoc/>
    public ClipGeometry Geometry => whole.Geometry;

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes => whole.Classes;

    /// <summary>The source's number of a sample.</summary>
    public int SampleOf(int sample) => samples[sample];

    /// <inheritdoc/>
    public int LabelOf(int sample) => whole.LabelOf(samples[sample]);

    /// <inheritdoc/>
    public string NameOf(int sample) => whole.NameOf(samples[sample]);

    /// <inheritdoc/>
    public Clip Read(int sample, long seed, long epoch) => whole.Read(samples[sample], seed, epoch);
}
