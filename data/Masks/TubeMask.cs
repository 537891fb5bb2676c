using Actors.Data.Clips;
using Actors.Data.Randomness;

namespace Actors.Data.Masks;

/// <summary>A tube mask: the same cells are hidden in every time slot (VideoMAE, Tong et al. 2022, section 3.3).</summary>
/// <remarks>A function of (seed, epoch, sample) alone.</remarks>
public sealed class TubeMask
{
    readonly bool[] hidden;

    TubeMask(ClipGeometry geometry, bool[] hidden, int hiddenCells)
    {
        Geometry = geometry;
        this.hidden = hidden;
        int[] visible = new int[geometry.Slots * (geometry.Cells - hiddenCells)];
        int[] masked = new int[geometry.Slots * hiddenCells];
        int v = 0;
        int m = 0;
        for (int n = 0; n < geometry.Tokens; n++)
        {
            if (IsMasked(n))
            {
                masked[m++] = n;
            }
            else
            {
                visible[v++] = n;
            }
        }

        Visible = visible;
        Masked = masked;
    }

    /// <summary>The clip that the mask is for.</summary>
    public ClipGeometry Geometry { get; }

    /// <summary>Tokens that the encoder sees, ascending.</summary>
    public IReadOnlyList<int> Visible { get; }

    /// <summary>Tokens that it does not see, ascending.</summary>
    public IReadOnlyList<int> Masked { get; }

    /// <summary>Whether a token is hidden.</summary>
    public bool IsMasked(int token) => hidden[token % Geometry.Cells];

    /// <summary>Cells that a ratio hides in every slot: <c>int(ratio * cells)</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ratio is not in <c>[0, 1)</c>.</exception>
    public static int HiddenCells(ClipGeometry geometry, double ratio)
    {
        if (!(ratio >= 0 && ratio < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(ratio), ratio, "a mask ratio lies in [0, 1): at 1 the encoder would see nothing");
        }

        return (int)(ratio * geometry.Cells);
    }

    /// <summary>Tokens that a fraction decodes of so many masked ones: <c>max(1, int(fraction * masked))</c>, or 0 of 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not in <c>(0, 1]</c>.</exception>
    public static int DecodedTokens(int masked, double fraction)
    {
        if (!(fraction > 0 && fraction <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "a decode fraction lies in (0, 1]");
        }

        return masked == 0 ? 0 : Math.Max(1, (int)(fraction * masked));
    }

    /// <summary>Draws the mask of a sample in an epoch.</summary>
    public static TubeMask Draw(ClipGeometry geometry, double ratio, long seed, long epoch, long sample)
    {
        int count = HiddenCells(geometry, ratio);
        int[] cells = [.. Enumerable.Range(0, geometry.Cells)];
        new KeyedRandom(seed, epoch, sample, RandomPurpose.Mask).Choose<int>(cells, count);
        bool[] hidden = new bool[geometry.Cells];
        foreach (int cell in cells.AsSpan(0, count))
        {
            hidden[cell] = true;
        }

        return new TubeMask(geometry, hidden, count);
    }

    /// <summary>Draws the masked tokens that will be decoded, ascending; at fraction 1 all of them.</summary>
    public IReadOnlyList<int> DrawDecoded(double fraction, long seed, long epoch, long sample)
    {
        int count = DecodedTokens(Masked.Count, fraction);
        if (count == Masked.Count)
        {
            return Masked;
        }

        int[] tokens = [.. Masked];
        new KeyedRandom(seed, epoch, sample, RandomPurpose.Decode).Choose<int>(tokens, count);
        Array.Resize(ref tokens, count);
        Array.Sort(tokens);
        return tokens;
    }
}
