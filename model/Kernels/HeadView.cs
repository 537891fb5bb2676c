namespace Actors.Model.Kernels;

/// <summary>Where one head of one clip lies in memory: heads lie side by side, so that rows have gaps.</summary>
/// <typeparam name="T">Of an element: float, or the bits of a bfloat16.</typeparam>
internal readonly unsafe struct HeadView<T>
    where T : unmanaged
{
    /// <summary>Queries <c>[queries, width]</c>.</summary>
    public required T* Q { get; init; }

    /// <summary>Elements from a query to the next.</summary>
    public required nint QueryRow { get; init; }

    /// <summary>Number of queries.</summary>
    public required int Queries { get; init; }

    /// <summary>Keys <c>[keys, width]</c>.</summary>
    public required T* K { get; init; }

    /// <summary>Values <c>[keys, width]</c>.</summary>
    public required T* V { get; init; }

    /// <summary>Elements from a key to the next, and from a value to the next.</summary>
    public required nint KeyRow { get; init; }

    /// <summary>Number of keys.</summary>
    public required int Keys { get; init; }

    /// <summary>Width of the head, a multiple of 16.</summary>
    public required int Width { get; init; }

    /// <summary>Output <c>[queries, width]</c>.</summary>
    public required T* O { get; init; }

    /// <summary>Elements from an output to the next.</summary>
    public required nint OutputRow { get; init; }

    /// <summary>Logarithm, to the base 2, of each query's sum of exponentials, <c>[queries]</c>.</summary>
    public required float* LogSums { get; init; }

    /// <summary><see cref="Queries"/>, and what fills the last tile.</summary>
    public int PaddedQueries => Padded(Queries);

    /// <summary><see cref="Keys"/>, and what fills the last tile.</summary>
    public int PaddedKeys => Padded(Keys);

    /// <summary>What scores are multiplied by.</summary>
    public double Root => 1 / Math.Sqrt(Width);

    /// <summary>Up to a whole number of tiles.</summary>
    public static int Padded(int count) => (count + AttentionTile.Side - 1) / AttentionTile.Side * AttentionTile.Side;
}
