using System.Globalization;

namespace Actors.Model.Shapes;

/// <summary>How an encoder's layers are cut into blocks: the number of layers of each, first block first.</summary>
public sealed class Partition : IEquatable<Partition>
{
    readonly int[] layers;

    Partition(int[] layers) => this.layers = layers;

    /// <summary>Layers of each block.</summary>
    public IReadOnlyList<int> Layers => layers;

    /// <summary>Number of blocks.</summary>
    public int Blocks => layers.Length;

    /// <summary>Number of layers of all blocks together.</summary>
    public int Depth => layers.Sum();

    /// <summary>The first layer of a block, counted from 0 over the whole encoder.</summary>
    public int FirstLayer(int block) => layers.Take(block).Sum();

    /// <summary>Reads a list such as <c>3,3,3,3</c>.</summary>
    /// <exception cref="ArgumentException">Not a list of positive numbers, or it doesn't add up to <paramref name="depth"/>.</exception>
    public static Partition Parse(string text, int depth)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        int[] layers = new int[parts.Length];
        for (int k = 0; k < parts.Length; k++)
        {
            if (!int.TryParse(parts[k], NumberStyles.None, CultureInfo.InvariantCulture, out layers[k]) || layers[k] == 0)
            {
                throw new ArgumentException($"partition {text}: '{parts[k]}' is not a number of layers; write it like 3,3,3,3");
            }
        }

        long sum = layers.Sum(n => (long)n);
        return sum == depth
            ? new Partition(layers)
            : throw new ArgumentException($"partition {text} has {sum} layers, the model has {depth}: the parts must add up to its depth");
    }

    /// <summary>Parts as even as possible, the larger ones first.</summary>
    /// <exception cref="ArgumentException">There are fewer layers than blocks, or no block.</exception>
    public static Partition Even(int depth, int blocks)
    {
        if (blocks < 1 || blocks > depth)
        {
            throw new ArgumentException($"{blocks} blocks can't be cut from {depth} layers: use 1 to {depth}");
        }

        return new Partition([.. Enumerable.Range(0, blocks).Select(k => (depth / blocks) + (k < depth % blocks ? 1 : 0))]);
    }

    /// <inheritdoc/>
    public bool Equals(Partition? other) => other is not null && layers.AsSpan().SequenceEqual(other.layers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Partition);

    /// <inheritdoc/>
    public override int GetHashCode() => layers.Aggregate(layers.Length, HashCode.Combine);

    /// <summary>The list as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Join(',', layers);
}
