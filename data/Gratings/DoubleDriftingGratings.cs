using System.Buffers;
using System.Globalization;
using Actors.Data.Clips;

namespace Actors.Data.Gratings;

/// <summary>All 15,552 pairs of drifting gratings, one in each half of the frame.</summary>
/// <remarks>Numbered by left and right spatial frequency (3 each), left orientation (12), what the right one adds to it (4), temporal
/// frequency (3), contrast (3), colour (4), the last fastest. The class of a clip is the difference of the orientations; what can be
/// predicted is in <see cref="TargetsOf"/>. A clip depends on its number alone.</remarks>
public sealed class DoubleDriftingGratings : IClipSource
{
    static readonly double[] SpatialFrequencies = [4, 10, 16];
    static readonly double[] OrientationDeltas = [0, 45, 90, 135];
    static readonly double[] TemporalFrequencies = [2, 5, 8];
    static readonly double[] Contrasts = [0.33, 0.67, 1];

    /// <summary>The set at that size.</summary>
    public DoubleDriftingGratings(ClipGeometry geometry) => Geometry = geometry.Validated();

    /// <summary>Names of the quantities of <see cref="TargetsOf"/>.</summary>
    public static IReadOnlyList<string> TargetNames { get; } =
    [
        "spatial_freq_left", "spatial_freq_right", "sf_delta", "sf_higher_side", "spatial_freq_match",
        "orientation_deg_left", "orientation_deg_right", "orientation_delta", "orientation_match",
    ];

    /// <inheritdoc/>
    public string Name => "double-gratings";

    /// <inheritdoc/>
    public int Count => 15_552;

    /// <inheritdoc/>
    public ClipGeometry Geometry { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; } =
        [.. OrientationDeltas.Select(degrees => degrees.ToString("0", CultureInfo.InvariantCulture))];

    /// <summary>The gratings of a sample, and their colour.</summary>
    public static (Grating Left, Grating Right, GratingColor Color) ParametersOf(int sample)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sample);
        (int rest, int color) = Math.DivRem(sample, 4);
        (rest, int contrast) = Math.DivRem(rest, 3);
        (rest, int temporal) = Math.DivRem(rest, 3);
        (rest, int delta) = Math.DivRem(rest, 4);
        (rest, int orientation) = Math.DivRem(rest, 12);
        (int left, int right) = Math.DivRem(rest, 3);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(left, SpatialFrequencies.Length, nameof(sample));
        Grating first = new(SpatialFrequencies[left], 30.0 * orientation, TemporalFrequencies[temporal], Contrasts[contrast]);
        Grating second = first with
        {
            SpatialFrequency = SpatialFrequencies[right],
            Orientation = (first.Orientation + OrientationDeltas[delta]) % 360,
        };
        return (first, second, GratingColor.All[color]);
    }

    /// <summary>What can be predicted of a sample, in the order of <see cref="TargetNames"/>.</summary>
    /// <remarks>The side of the higher frequency is 0 left, 1 right, 2 neither; a match is 0 or 1.</remarks>
    public static float[] TargetsOf(int sample)
    {
        (Grating left, Grating right, _) = ParametersOf(sample);
        double delta = right.SpatialFrequency - left.SpatialFrequency;
        double turn = OrientationDeltas[DeltaOf(sample)];
        return
        [
            (float)left.SpatialFrequency, (float)right.SpatialFrequency,
            (float)delta, delta < 0 ? 0 : delta > 0 ? 1 : 2, delta == 0 ? 1 : 0,
            (float)left.Orientation, (float)right.Orientation, (float)turn, turn == 0 ? 1 : 0,
        ];
    }

    /// <inheritdoc/>
    public int LabelOf(int sample) => DeltaOf(sample);

    /// <inheritdoc/>
    public string NameOf(int sample) => $"double-grating-{sample:00000}";

    /// <inheritdoc/>
    public Clip Read(int sample, long seed, long epoch)
    {
        (Grating left, Grating right, GratingColor color) = ParametersOf(sample);
        int length = Geometry.ClipBytes / 3;
        int middle = Geometry.Size / 2;
        float[] gray = ArrayPool<float>.Shared.Rent(length);
        left.Draw(gray, Geometry.Frames, Geometry.Size, ..middle);
        right.Draw(gray, Geometry.Frames, Geometry.Size, middle..);
        Clip clip = Clip.Black(Geometry, LabelOf(sample), NameOf(sample));
        Grating.Color(gray.AsSpan(0, length), color, clip);
        ArrayPool<float>.Shared.Return(gray);
        return clip;
    }

    static int DeltaOf(int sample) => sample / (4 * 3 * 3) % OrientationDeltas.Length;
}
