using Actors.Data.Clips;

namespace Actors.Faults;

/// <summary>A source of which some clips cannot be read, because the configuration says so.</summary>
internal sealed class CorruptClips(IClipSource clips, IReadOnlySet<int> samples, Action fired) : IClipSource
{
    /// <summary>Reason of such a clip in metrics and summaries.</summary>
    public const string Reason = "injected";

    public string Name => clips.Name;

    public int Count => clips.Count;

    public ClipGeometry Geometry => clips.Geometry;

    public IReadOnlyList<string> Classes => clips.Classes;

    public int LabelOf(int sample) => clips.LabelOf(sample);

    public string NameOf(int sample) => clips.NameOf(sample);

    public Clip Read(int sample, long seed, long epoch)
    {
        if (!samples.Contains(sample))
        {
            return clips.Read(sample, seed, epoch);
        }

        fired();
        throw new ClipUnreadableException(NameOf(sample), Reason, $"injected fault of sample {sample} (faults.corrupt-clip)");
    }
}
