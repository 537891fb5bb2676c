using System.Globalization;

namespace Actors.Cluster;

/// <summary>Which block goes to which node.</summary>
public static class Placement
{
    /// <summary>
    /// Consecutive blocks for each node, so that edges cross nodes as seldom as can be; of those, the one whose busiest node has the least
    /// to do for what it can take.
    /// </summary>
    /// <param name="costs">Work of each block's step, in FLOPs or any other unit.</param>
    /// <param name="nodes">How much of it each node can take, relative to the others; at least one.</param>
    /// <returns>The node of each block, as an index into <paramref name="nodes"/>. Nodes take blocks in their order; some may get none.</returns>
    public static IReadOnlyList<int> Of(IReadOnlyList<double> costs, IReadOnlyList<double> nodes)
    {
        ArgumentOutOfRangeException.ThrowIfZero(nodes.Count);
        int blocks = costs.Count;
        double[] sums = new double[blocks + 1];
        for (int k = 0; k < blocks; k++)
        {
            sums[k + 1] = sums[k] + costs[k];
        }

        // best[n][k]: least load of the busiest node when the first n nodes have the first k blocks; cut[n][k]: where the last one's begin.
        double[,] best = new double[nodes.Count + 1, blocks + 1];
        int[,] cut = new int[nodes.Count + 1, blocks + 1];
        for (int k = 1; k <= blocks; k++)
        {
            best[0, k] = double.PositiveInfinity;
        }

        for (int n = 1; n <= nodes.Count; n++)
        {
            for (int k = 0; k <= blocks; k++)
            {
                best[n, k] = double.PositiveInfinity;
                for (int from = k; from >= 0; from--)
                {
                    double load = Math.Max(best[n - 1, from], (sums[k] - sums[from]) / nodes[n - 1]);
                    if (load < best[n, k])
                    {
                        (best[n, k], cut[n, k]) = (load, from);
                    }
                }
            }
        }

        int[] places = new int[blocks];
        for (int n = nodes.Count, end = blocks; n > 0; n--)
        {
            int from = cut[n, end];
            Array.Fill(places, n - 1, from, end - from);
            end = from;
        }

        return places;
    }

    /// <summary>Reads a placement that was asked for, such as <c>0,1=worker-a;2,3=worker-b</c>.</summary>
    /// <param name="text">The placement.</param>
    /// <param name="blocks">Number of blocks: each is to be named once.</param>
    /// <returns>The name of each block's node.</returns>
    /// <exception cref="FormatException">It is not of that form; the text says where.</exception>
    public static IReadOnlyList<string> Parse(string text, int blocks)
    {
        string?[] places = new string?[blocks];
        foreach (string part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = part.Split('=', StringSplitOptions.TrimEntries);
            if (sides.Length != 2 || sides[1].Length == 0)
            {
                throw new FormatException($"'{part}' is not BLOCKS=NODE, such as 0,1=worker-a");
            }

            foreach (string number in sides[0].Split(',', StringSplitOptions.TrimEntries))
            {
                if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int block) || block >= blocks)
                {
                    throw new FormatException($"'{number}' in '{part}' is no block: they are 0 to {blocks - 1}");
                }

                places[block] = places[block] is null ? sides[1] : throw new FormatException($"block {block} is placed twice, on {places[block]} and {sides[1]}");
            }
        }

        int absent = Array.IndexOf(places, null);
        return absent < 0 ? [.. places.OfType<string>()] : throw new FormatException($"block {absent} is placed nowhere");
    }
}
