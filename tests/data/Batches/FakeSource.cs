using System.Collections.Concurrent;
using Actors.Data.Clips;

namespace Actors.Tests.Data.Batches;

/// <summary>Clips in memory: each a function of (sample, seed, epoch), some unreadable, some held back until let go.</summary>
sealed class FakeSource(int count, ClipGeometry geometry) : IClipSource
{
    /// <summary>Samples that cannot be read, with the reason.</summary>
    public Dictionary<int, string> Broken { get; init; } = [];

    /// <summary>Called before each read, on the worker's thread.</summary>
    public Action<int> BeforeRead { get; set; } = _ => { };

    /// <summary>Reads by sample, failed ones included.</summary>
    public ConcurrentDictionary<int, int> Reads { get; } = new();

    public string Name => "fake";

    public int Count => count;

    public ClipGeometry Geometry => geometry;

    public IReadOnlyList<string> Classes { get; } = ["even", "odd"];

    public int LabelOf(int sample) => sample % 2;

    public string NameOf(int sample) => $"fake-{sample}";

    public Clip Read(int sample, long seed, long epoch)
    {
        BeforeRead(sample);
        Reads.AddOrUpdate(sample, 1, (_, reads) => reads + 1);
        if (Broken.TryGetValue(sample, out string? reason))
        {
            throw new ClipUnreadableException(NameOf(sample), reason, $"broken on purpose ({reason})");
        }

        Clip clip = Clip.Black(geometry, LabelOf(sample), NameOf(sample));
        new Random(HashCode.Combine(sample, seed, epoch)).NextBytes(clip.Pixels);
        return clip;
    }
}
