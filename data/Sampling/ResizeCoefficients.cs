using System.Collections.Concurrent;

namespace Actors.Data.Sampling;

/// <summary>The weights of a one-dimensional bilinear resize with antialias, in Pillow's 22-bit fixed point.</summary>
/// <remarks>As Pillow's <c>Resample.c</c> for 8-bit images: a triangle whose half width is the scale when shrinking, normalised in
/// double precision, then rounded to multiples of 2^-22.</remarks>
sealed class ResizeCoefficients
{
    /// <summary>Fraction bits of a weight.</summary>
    public const int FractionBits = 22;

    // Crop sizes depend on the video's size; a data set of many odd sizes must not grow the cache without end.
    const int CachedTables = 512;

    static readonly ConcurrentDictionary<(int From, int To), ResizeCoefficients> Cache = new();

    ResizeCoefficients(int from, int to)
    {
        double scale = (double)from / to;
        double support = Math.Max(scale, 1.0);
        Taps = (int)Math.Ceiling(support) * 2 + 1;
        First = new int[to];
        Count = new int[to];
        Weights = new int[to * Taps];
        double[] exact = new double[Taps];
        for (int i = 0; i < to; i++)
        {
            double center = (i + 0.5) * scale;
            int first = Math.Max(0, (int)(center - support + 0.5));
            int count = Math.Min(from, (int)(center + support + 0.5)) - first;
            double sum = 0;
            for (int k = 0; k < count; k++)
            {
                double distance = Math.Abs((k + first - center + 0.5) * (1.0 / support));
                exact[k] = distance < 1.0 ? 1.0 - distance : 0.0;
                sum += exact[k];
            }

            First[i] = first;
            Count[i] = count;
            for (int k = 0; k < count; k++)
            {
                Weights[i * Taps + k] = (int)(0.5 + exact[k] / sum * (1 << FractionBits));
            }
        }
    }

    /// <summary>Room for one output's weights.</summary>
    public int Taps { get; }

    /// <summary>First input of each output.</summary>
    public int[] First { get; }

    /// <summary>Inputs of each output.</summary>
    public int[] Count { get; }

    /// <summary>Weights <c>[outputs, Taps]</c>.</summary>
    public int[] Weights { get; }

    /// <summary>The table for that pair of lengths.</summary>
    public static ResizeCoefficients For(int from, int to)
    {
        if (Cache.TryGetValue((from, to), out ResizeCoefficients? table))
        {
            return table;
        }

        table = new ResizeCoefficients(from, to);
        if (Cache.Count < CachedTables)
        {
            Cache.TryAdd((from, to), table);
        }

        return table;
    }
}
