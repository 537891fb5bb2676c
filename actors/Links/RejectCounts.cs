namespace Actors.Links;

/// <summary>What an edge port has refused, by reason. Any thread may count and read.</summary>
public sealed class RejectCounts
{
    readonly long[] counts = new long[Enum.GetValues<RejectReason>().Length + 1];

    /// <summary>How often something was refused for a reason.</summary>
    public long Of(RejectReason reason) => Volatile.Read(ref counts[(int)reason]);

    /// <summary>All reasons that occurred, with their counts.</summary>
    public IReadOnlyDictionary<RejectReason, long> Occurred() =>
        Enum.GetValues<RejectReason>().Where(reason => Of(reason) > 0).ToDictionary(reason => reason, Of);

    internal void Count(RejectReason reason) => Interlocked.Increment(ref counts[(int)reason]);
}
