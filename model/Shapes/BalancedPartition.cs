namespace Actors.Model.Shapes;

/// <summary>The partition whose slowest block is the fastest that can be had.</summary>
/// <remarks>A pipeline goes as fast as its slowest block. Among the partitions of that speed, blocks are made as equal as can be.</remarks>
public static class BalancedPartition
{
    // Sums of the same seconds in another order differ in their last bits: that is no difference.
    const double Equal = 1e-12;

    /// <summary>Finds it, by dynamic programming over layers and blocks: exact, in <c>blocks * depth^2</c> evaluations.</summary>
    /// <param name="depth">Layers.</param>
    /// <param name="blocks">Blocks, each of at least one layer.</param>
    /// <param name="seconds">Seconds of a step of a block, from its number and its layers.</param>
    /// <returns>The partition; among equals the one with more layers in front.</returns>
    /// <exception cref="ArgumentException">There are fewer layers than blocks, or no block.</exception>
    public static Partition Of(int depth, int blocks, Func<int, int, double> seconds)
    {
        _ = Partition.Even(depth, blocks);
        double slowest = Cheapest(depth, blocks, seconds, Math.Max).Cost;
        (_, int[] layers) = Cheapest(
            depth, blocks, (k, n) => seconds(k, n) is var cost && cost <= slowest * (1 + Equal) ? cost * cost : double.PositiveInfinity, (sum, square) => sum + square);
        return Partition.Parse(string.Join(',', layers), depth);
    }

    static (double Cost, int[] Layers) Cheapest(int depth, int blocks, Func<int, int, double> cost, Func<double, double, double> join)
    {
        double[,] best = new double[blocks + 1, depth + 1];
        int[,] last = new int[blocks + 1, depth + 1];
        for (int n = 1; n <= depth; n++)
        {
            best[0, n] = double.PositiveInfinity;
        }

        for (int k = 1; k <= blocks; k++)
        {
            for (int n = 0; n <= depth; n++)
            {
                best[k, n] = double.PositiveInfinity;
                for (int own = 1; own <= n - k + 1; own++)
                {
                    double whole = join(best[k - 1, n - own], cost(k - 1, own));
                    if (whole < best[k, n] * (1 - Equal) || (double.IsPositiveInfinity(best[k, n]) && double.IsFinite(whole)))
                    {
                        (best[k, n], last[k, n]) = (whole, own);
                    }
                }
            }
        }

        int[] layers = new int[blocks];
        for (int k = blocks, n = depth; k > 0; n -= layers[--k])
        {
            layers[k - 1] = last[k, n];
        }

        return (best[blocks, depth], layers);
    }
}
