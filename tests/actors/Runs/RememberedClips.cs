using Actors.Data.Clips;

namespace Actors.Tests.Runs;

/// <summary>Clips kept in memory, so that a timing sees training and not decoding.</summary>
internal sealed class RememberedClips(IClipSource source, int count) : IClipSource
{
    readonly Clip[] clips = [.. Enumerable.Range(0, count).Select(sample => source.Read(sample, 1, 0))];

    public string Name => "remembered";

    public int Count => clips.Length;

    public ClipGeometry Geometry => source.Geometry;

    public IReadOnlyList<string> Classes => source.Classes;

    public int LabelOf(int sample) => source.LabelOf(sample);

    public string NameOf(int sample) => source.NameOf(sample);

    public Clip Read(int sample, long seed, long epoch) => clips[sample];
}
