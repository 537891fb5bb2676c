namespace Actors.Model.Evaluation;

/// <summary>Exact quantiles of more values than are kept.</summary>
/// <remarks>
/// Up to a limit the values are kept and sorted. Beyond it they are walked over several times: each walk counts values by the next 16 bits
/// of the ranks wanted, until those that share a rank's leading bits fit the limit. Between two values the quantile is interpolated, as NumPy does.
/// </remarks>
internal static class Quantiles
{
    /// <summary>Most values that are kept, 2^21: 16 MiB.</summary>
    public const int Limit = 1 << 21;

    const int Bits = 16;

    /// <summary>Shows all values to a visitor, the same ones each time it is called.</summary>
    public delegate void Source(Pairs.Visitor visit);

    /// <summary>The quantiles at the given shares.</summary>
    /// <param name="source">The values; none may be NaN.</param>
    /// <param name="count">How many there are, at least 1.</param>
    /// <param name="shares">Shares in [0, 1].</param>
    /// <param name="limit">Most values kept at once.</param>
    public static double[] Of(Source source, long count, ReadOnlySpan<double> shares, int limit = Limit)
    {
        double[] positions = [.. shares.ToArray().Select(share => share * (count - 1))];
        SortedSet<long> ranks = [.. positions.Select(p => (long)Math.Floor(p)), .. positions.Select(p => (long)Math.Ceiling(p))];
        Dictionary<long, double> values = count <= limit ? Sorted(source, (int)count, ranks) : Selected(source, ranks, limit);
        return
        [
            .. positions.Select(p =>
            {
                double low = values[(long)Math.Floor(p)];
                return low + ((values[(long)Math.Ceiling(p)] - low) * (p - Math.Floor(p)));
            }),
        ];
    }

    static Dictionary<long, double> Sorted(Source source, int count, SortedSet<long> ranks)
    {
        double[] all = new double[count];
        int at = 0;
        source(values =>
        {
            values.CopyTo(all.AsSpan(at));
            at += values.Length;
        });
        Array.Sort(all);
        return ranks.ToDictionary(rank => rank, rank => all[rank]);
    }

    static Dictionary<long, double> Selected(Source source, SortedSet<long> ranks, int limit)
    {
        // Where each rank lies: the leading bits of its value, and its rank among the values that share them.
        Dictionary<long, (ulong Prefix, long Rank)> places = ranks.ToDictionary(rank => rank, rank => (0UL, rank));
        for (int known = 0; known < 64; known += Bits)
        {
            Dictionary<ulong, long[]> counts = Count(source, [.. places.Values.Select(place => place.Prefix).Distinct()], known);
            Dictionary<ulong, long> sharing = [];
            foreach (long rank in ranks)
            {
                places[rank] = Narrow(places[rank], counts[places[rank].Prefix], out long count);
                sharing[places[rank].Prefix] = count;
            }

            if (known + Bits < 64 && sharing.Values.Sum() <= limit)
            {
                return Kept(source, places, sharing, known + Bits);
            }
        }

        return places.ToDictionary(place => place.Key, place => Value(place.Value.Prefix));
    }

    static Dictionary<ulong, long[]> Count(Source source, ulong[] prefixes, int known)
    {
        Dictionary<ulong, long[]> counts = prefixes.ToDictionary(prefix => prefix, _ => new long[1 << Bits]);
        source(values =>
        {
            foreach (double value in values)
            {
                ulong key = Key(value);
                if (counts.TryGetValue(Leading(key, known), out long[]? buckets))
                {
                    buckets[(int)(Leading(key, known + Bits) & ((1 << Bits) - 1))]++;
                }
            }
        });
        return counts;
    }

    static (ulong Prefix, long Rank) Narrow((ulong Prefix, long Rank) place, long[] buckets, out long shared)
    {
        long rank = place.Rank;
        int bucket = 0;
        while (rank >= buckets[bucket])
        {
            rank -= buckets[bucket++];
        }

        shared = buckets[bucket];
        return ((place.Prefix << Bits) | (uint)bucket, rank);
    }

    static Dictionary<long, double> Kept(
        Source source, Dictionary<long, (ulong Prefix, long Rank)> places, Dictionary<ulong, long> sharing, int known)
    {
        Dictionary<ulong, List<double>> kept = sharing.ToDictionary(pair => pair.Key, pair => new List<double>((int)pair.Value));
        source(values =>
        {
            foreach (double value in values)
            {
                if (kept.TryGetValue(Leading(Key(value), known), out List<double>? list))
                {
                    list.Add(value);
                }
            }
        });
        foreach (List<double> list in kept.Values)
        {
            list.Sort();
        }

        return places.ToDictionary(place => place.Key, place => kept[place.Value.Prefix][(int)place.Value.Rank]);
    }

    static ulong Leading(ulong key, int bits) => bits == 0 ? 0 : key >> (64 - bits);

    // Bit patterns that order as the numbers do.
    static ulong Key(double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        return (bits >> 63) == 0 ? bits | (1UL << 63) : ~bits;
    }

    static double Value(ulong key) => BitConverter.UInt64BitsToDouble((key >> 63) == 0 ? ~key : key & ~(1UL << 63));
}
