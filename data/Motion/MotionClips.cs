using Actors.Data.Clips;
using Actors.Data.Randomness;

namespace Actors.Data.Motion;

/// <summary>Generated clips of one or two textured objects over a still background; the class is how they move.</summary>
/// <remarks>
/// A clip is a function of (set seed, split, sample): a run's seed and the epoch do not enter, so the set is as fixed as a folder of
/// files. Classes take turns. Edges are anti-aliased and textures smooth, so that hidden parts can be inferred from visible ones.
/// Bit for bit the same on every machine.
/// </remarks>
public sealed class MotionClips : IClipSource
{
    readonly long seed;

    // Takes the place of the epoch in the key, so that two splits share no clip.
    readonly long part;

    /// <summary>A set of generated clips.</summary>
    /// <param name="geometry">Size of the clips.</param>
    /// <param name="count">Samples, at least 1.</param>
    /// <param name="seed">Seed of the set.</param>
    /// <param name="test">Whether it is the test split; the two splits of a seed share no clip.</param>
    public MotionClips(ClipGeometry geometry, int count, long seed = 0, bool test = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Geometry = geometry.Validated();
        Count = count;
        this.seed = seed;
        part = test ? 1 : 0;
        Name = test ? "motion/test" : "motion/train";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public ClipGeometry Geometry { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; } = [.. MotionClass.All.Select(motion => motion.Name)];

    /// <inheritdoc/>
    public int LabelOf(int sample)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sample);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sample, Count);
        return sample % MotionClass.All.Count;
    }

    /// <inheritdoc/>
    public string NameOf(int sample) => $"{Classes[LabelOf(sample)]}-{sample:000000}";

    /// <inheritdoc/>
    Clip IClipSource.Read(int sample, long seed, long epoch) => Read(sample);

    /// <summary>The clip of a sample.</summary>
    public Clip Read(int sample) => Draw(sample, out _);

    /// <summary>The clip of a sample, and its background <c>[3, height, width]</c> alone.</summary>
    internal Clip Draw(int sample, out byte[] background)
    {
        Clip clip = new(Geometry, GC.AllocateUninitializedArray<byte>(Geometry.ClipBytes), LabelOf(sample), NameOf(sample));
        KeyedRandom random = new(seed, part, sample, RandomPurpose.Motion);
        background = Background.Draw(Geometry.Size, random);
        MotionClass motion = MotionClass.All[clip.Label];
        MovingObject[] objects = new MovingObject[1 + random.NextInt(2)];
        for (int i = 0; i < objects.Length; i++)
        {
            objects[i] = new MovingObject(motion, random);
        }

        int plane = Geometry.Size * Geometry.Size;
        for (int frame = 0; frame < Geometry.Frames; frame++)
        {
            for (int c = 0; c < 3; c++)
            {
                background.AsSpan(c * plane, plane).CopyTo(clip.Plane(c, frame));
            }

            double time = Geometry.Frames == 1 ? 0.5 : (double)frame / (Geometry.Frames - 1);
            foreach (MovingObject item in objects)
            {
                item.Paint(clip.Plane(0, frame), clip.Plane(1, frame), clip.Plane(2, frame), Geometry.Size, time);
            }
        }

        return clip;
    }
}
