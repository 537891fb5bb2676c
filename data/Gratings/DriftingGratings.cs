using System.Buffers;
using System.Globalization;
using Actors.Data.Clips;

namespace Actors.Data.Gratings;

/// <summary>All 10,800 drifting gratings: 6 spatial frequencies, 12 orientations, 6 temporal frequencies, 5 contrasts, 5 colours.</summary>
/// <remarks>Numbered with the colour fastest and the spatial frequency slowest. The class of a clip is its orientation; all five
/// quantities are in <see cref="TargetsOf"/>. A clip depends on its number alone.</remarks>
public sealed class DriftingGratings : IClipSource
{
    static readonly double[] SpatialFrequencies = [4, 8, 12, 16, 20, 24];
    static readonly double[] Orientations = [.. Enumerable.Range(0, 12).Select(i => 30.0 * i)];
    static readonly double[] TemporalFrequencies = [0.5, 1, 2, 4, 6, 8];
    static readonly double[] Contrasts = [0.2, 0.4, 0.6, 0.8, 1];

    /// <summary>The set at that size.</summary>
    public DriftingGratings(ClipGeometry geometry) => Geometry = geometry.Validated();

    /// <summary>Names of the quantities of <see cref="TargetsOf"/>.</summary>
    public static IReadOnlyList<string> TargetNames { get; } = ["spatial_freq", "orientation_deg", "temporal_freq", "contrast", "color"];

    /// <inheritdoc/>
    public string Name => "gratings";

    /// <inheritdoc/>
    public int Count => 10_800;

    /// <inheritdoc/>
    public ClipGeometry Geometry { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; } =
        [.. Orientations.Select(degrees => degrees.ToString("0", CultureInfo.InvariantCulture))];

    /// <summary>The grating of a sample, and its colour.</summary>
    public static (Grating Grating, GratingColor Color) ParametersOf(int sample)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sample);
        (int rest, int color) = Math.DivRem(sample, 5);
        (rest, int contrast) = Math.DivRem(rest, 5);
        (rest, int temporal) = Math.DivRem(rest, 6);
        (int spatial, int orientation) = Math.DivRem(rest, 12);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(spatial, SpatialFrequencies.Length, nameof(sample));
        return (new Grating(SpatialFrequencies[spatial], Orientations[orientation], TemporalFrequencies[temporal], Contrasts[contrast]),
            GratingColor.All[color]);
    }

    /// <summary>What can be predicted of a sample, in the order of <see cref="TargetNames"/>; a colour is its number.</summary>
    public static float[] TargetsOf(int sample)
    {
        (Grating grating, _) = ParametersOf(sample);
        return
        [
            (float)grating.SpatialFrequency, (float)grating.Orientation,
            (float)grating.TemporalFrequency, (float)grating.Contrast, sample % 5,
        ];
    }

    /// <inheritdoc/>
    public int LabelOf(int sample) => (int)(ParametersOf(sample).Grating.Orientation / 30);

    /// <inheritdoc/>
    public string NameOf(int sample) => $"grating-{sample:00000}";

    /// <inheritdoc/>
    public Clip Read(int sample, long seed, long epoch)
    {
        (Grating grating, GratingColor color) = ParametersOf(sample);
        int length = Geometry.ClipBytes / 3;
        float[] gray = ArrayPool<float>.Shared.Rent(length);
        grating.Draw(gray, Geometry.Frames, Geometry.Size, ..);
        Clip clip = Clip.Black(Geometry, LabelOf(sample), NameOf(sample));
        Grating.Color(gray.AsSpan(0, length), color, clip);
        ArrayPool<float>.Shared.Return(gray);
        return clip;
    }
}
