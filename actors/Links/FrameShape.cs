namespace Actors.Links;

/// <summary>Shape of a frame's tensor, of at most four dimensions; those beyond its rank are 0.</summary>
internal readonly record struct FrameShape(byte Rank, int D0 = 0, int D1 = 0, int D2 = 0, int D3 = 0)
{
    /// <summary>Dimensions that a frame has room for.</summary>
    public const int MaxRank = 4;

    /// <summary>A tensor <c>[a, b, c]</c>.</summary>
    public static FrameShape Of(long a, long b, long c) => new(3, checked((int)a), checked((int)b), checked((int)c));

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", new[] { D0, D1, D2, D3 }.Take(Rank))}]";
}
