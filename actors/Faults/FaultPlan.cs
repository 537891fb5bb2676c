using System.Collections.Concurrent;
using System.Globalization;
using Actors.Data.Clips;

namespace Actors.Faults;

/// <summary>Knows which faults are still to come. Outlives a recovery, so that each fires once.</summary>
public sealed class FaultPlan
{
    const double MostSkew = 86400;

    readonly ConcurrentDictionary<(FaultKind Kind, int Block, long Batch), bool> pending = new();
    readonly ConcurrentDictionary<FaultKind, long> fired = new();
    readonly Dictionary<string, TimeSpan> clockSkew;
    readonly HashSet<int> corruptClips;
    readonly long snapshotWriteBytes;
    readonly TimeSpan slowDisk;

    /// <summary>Reads the faults of a configuration.</summary>
    /// <exception cref="FormatException">One is not <c>BLOCK@BATCH</c>, or no <c>NODE@SECONDS</c>; the text names it.</exception>
    public FaultPlan(FaultOptions options)
    {
        Add(FaultKind.Crash, options.Crash);
        Add(FaultKind.NanLoss, options.NanLoss);
        Add(FaultKind.NanActivation, options.NanActivation);
        Add(FaultKind.NanGradient, options.NanGradient);
        Add(FaultKind.SnapshotWrite, options.SnapshotWrite);
        clockSkew = options.ClockSkew.Select(SkewOf).ToDictionary(skew => skew.Node, skew => skew.Skew, StringComparer.Ordinal);
        corruptClips = [.. options.CorruptClip];
        snapshotWriteBytes = options.SnapshotWriteBytes;
        slowDisk = TimeSpan.FromSeconds(options.SlowDisk);
    }

    /// <summary>Nothing goes wrong.</summary>
    public static FaultPlan None => new(new FaultOptions());

    /// <summary>How often a kind of fault has fired.</summary>
    public long Fired(FaultKind kind) => fired.GetValueOrDefault(kind);

    /// <summary>How far a node's clock is off in the trace.</summary>
    public TimeSpan ClockSkew(string node) => clockSkew.GetValueOrDefault(node);

    /// <summary>Whether a fault strikes here and now; it will not again.</summary>
    public bool Strikes(FaultKind kind, int block, long batch)
    {
        if (!pending.TryRemove((kind, block, batch), out _))
        {
            return false;
        }

        Count(kind);
        return true;
    }

    /// <summary>The source, some of its clips unreadable where the configuration asks for it.</summary>
    public IClipSource Into(IClipSource clips) => corruptClips.Count == 0 ? clips : new CorruptClips(clips, corruptClips, () => Count(FaultKind.CorruptClip));

    /// <summary>What happens to a block's share of a snapshot.</summary>
    public DiskFault OnDisk(int block, long batch)
    {
        if (slowDisk > TimeSpan.Zero)
        {
            Count(FaultKind.SlowDisk);
        }

        return new DiskFault(slowDisk, Strikes(FaultKind.SnapshotWrite, block, batch) ? snapshotWriteBytes : null);
    }

    /// <summary>Throws when a crash strikes here and now.</summary>
    /// <exception cref="InjectedFaultException">It does.</exception>
    public void CrashIfDue(int block, long batch)
    {
        if (Strikes(FaultKind.Crash, block, batch))
        {
            throw new InjectedFaultException($"injected crash of block {block} at batch {batch} (faults.crash)");
        }
    }

    static (string Node, TimeSpan Skew) SkewOf(string text)
    {
        int at = text.LastIndexOf('@');
        return at > 0 && double.TryParse(text.AsSpan(at + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && Math.Abs(seconds) <= MostSkew
            ? (text[..at], TimeSpan.FromSeconds(seconds))
            : throw new FormatException($"'{text}' is not a node's skew: write NODE@SECONDS, such as worker-a@2.5, of {MostSkew:0} s at most");
    }

    void Count(FaultKind kind) => fired.AddOrUpdate(kind, 1, (_, times) => times + 1);

    void Add(FaultKind kind, IReadOnlyList<string> places)
    {
        foreach (string place in places)
        {
            string[] parts = place.Split('@');
            if (parts.Length != 2
                || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int block)
                || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long batch))
            {
                throw new FormatException($"'{place}' is not a place of a fault: write BLOCK@BATCH, such as 2@17");
            }

            pending[(kind, block, batch)] = true;
        }
    }
}
