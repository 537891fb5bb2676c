using Actors.Cluster;
using Actors.Edges;
using Actors.Logging;
using Actors.Regimes;
using Actors.Runs;

namespace Actors.Configuration;

/// <summary>What must hold between several options.</summary>
internal static class OptionsRules
{
    /// <summary>One line for each rule that is broken; a rule about a key that has no usable value is passed over.</summary>
    public static IEnumerable<string> Broken(IReadOnlyList<EffectiveSetting> settings)
    {
        var by = settings.ToDictionary(setting => setting.Key.Name["actors.".Length..], StringComparer.Ordinal);
        return new[]
        {
            PartitionFillsDepth(by),
            BlocksFitDepth(by),
            OneForEachBlock(by, "edges.capacity", "edge"),
            OneForEachBlock(by, "edges.overflow", "edge"),
            OneForEachBlock(by, "delays.slowdown", "block"),
            OneForEachBlock(by, "delays.jitter", "block"),
            OneForEachBlock(by, "edges.replays", "edge"),
            OneForEachBlock(by, "edges.max-age", "edge"),
            OneForEachBlock(by, "delays.latency", "edge"),
            OneForEachBlock(by, "delays.bandwidth", "edge"),
            ShareForEachBlock(by),
            Divides(by, "training.batch", "training.micro-batches"),
            LossNeedsAsync(by),
            LocalRecoveryNeedsAsync(by),
            Divides(by, "model.width", "model.heads"),
            Divides(by, "model.decoder-width", "model.decoder-heads"),
            Divides(by, "model.frame-size", "model.patch-size"),
            Divides(by, "model.frames", "model.tubelet-frames"),
            MaskHidesAndShows(by),
            ControlNeedsPage(by),
            RoomsHaveLevels(by),
        }.OfType<string>();
    }

    static string? PartitionFillsDepth(Dictionary<string, EffectiveSetting> by)
    {
        if (!Have(by, "training.partition", "model.depth") || by["training.partition"].Value is not int[] { Length: > 0 } partition)
        {
            return null;
        }

        int sum = partition.Sum();
        return sum == Number(by, "model.depth") ? null : $"{by["training.partition"]} adds up to {sum} layers, but {by["model.depth"]}";
    }

    static string? BlocksFitDepth(Dictionary<string, EffectiveSetting> by)
    {
        if (!Have(by, "training.partition", "training.blocks", "model.depth") || by["training.partition"].Value is not int[] { Length: 0 })
        {
            return null;
        }

        return Number(by, "training.blocks") <= Number(by, "model.depth")
            ? null : $"{by["training.blocks"]}: a block needs at least one layer, but {by["model.depth"]}";
    }

    static string? OneForEachBlock(Dictionary<string, EffectiveSetting> by, string list, string what)
    {
        if (!Have(by, list, "training.partition", "training.blocks"))
        {
            return null;
        }

        // There is one edge before each block: loader to the first, then block to block.
        int[] partition = (int[])by["training.partition"].Value;
        int blocks = partition.Length > 0 ? partition.Length : Number(by, "training.blocks");
        int length = ((Array)by[list].Value).Length;
        EffectiveSetting reason = by[partition.Length > 0 ? "training.partition" : "training.blocks"];
        return length == 1 || length == blocks
            ? null : $"{by[list]} has {length} values: give one for all, or one for each {what}, which are {blocks}: {reason}";
    }

    static string? ShareForEachBlock(Dictionary<string, EffectiveSetting> by) =>
        Have(by, "training.share") && ((Array)by["training.share"].Value).Length > 0 ? OneForEachBlock(by, "training.share", "block") : null;

    static string? LossNeedsAsync(Dictionary<string, EffectiveSetting> by)
    {
        if (!Have(by, "training.regime", "edges.overflow", "edges.max-age") || (Regime)by["training.regime"].Value == Regime.Async)
        {
            return null;
        }

        // In lockstep a batch that a block never sees would hold everyone up for ever; in sequential a share would not be filled.
        bool lossy = ((OverflowPolicy[])by["edges.overflow"].Value).Any(policy => policy is not OverflowPolicy.Wait);
        bool bounded = ((int[])by["edges.max-age"].Value).Any(age => age >= 0);
        return lossy ? $"{by["edges.overflow"]} needs regime async, but {by["training.regime"]}"
            : bounded ? $"{by["edges.max-age"]} needs regime async, but {by["training.regime"]}" : null;
    }

    static string? LocalRecoveryNeedsAsync(Dictionary<string, EffectiveSetting> by) =>
        !Have(by, "training.regime", "recovery.mode") || (RecoveryMode)by["recovery.mode"].Value == RecoveryMode.Exact
            || (Regime)by["training.regime"].Value == Regime.Async
            ? null : $"{by["recovery.mode"]} needs regime async, but {by["training.regime"]}";

    static string? Divides(Dictionary<string, EffectiveSetting> by, string whole, string part)
    {
        return !Have(by, whole, part) || Number(by, whole) % Number(by, part) == 0
            ? null : $"{by[whole]} is not a multiple of {by[part]}";
    }

    static string? MaskHidesAndShows(Dictionary<string, EffectiveSetting> by)
    {
        if (!Have(by, "training.mask-ratio", "model.frame-size", "model.patch-size"))
        {
            return null;
        }

        int side = Number(by, "model.frame-size") / Number(by, "model.patch-size");
        int cells = side * side;
        int hidden = (int)((double)by["training.mask-ratio"].Value * cells);
        return hidden > 0 && hidden < cells
            ? null
            : $"{by["training.mask-ratio"]} hides {hidden} of {cells} cells ({by["model.frame-size"]}, {by["model.patch-size"]}): " +
            "some must be hidden and some seen";
    }

    static string? ControlNeedsPage(Dictionary<string, EffectiveSetting> by)
    {
        if (!Have(by, "dashboard.control", "dashboard.port", "dashboard.host", "dashboard.secret-file") || !(bool)by["dashboard.control"].Value)
        {
            return null;
        }

        bool open = ((string)by["dashboard.secret-file"].Value).Length == 0;
        return Number(by, "dashboard.port") == 0 ? $"{by["dashboard.control"]} needs a page to listen on, but {by["dashboard.port"]}: give --dashboard PORT"
            : open && !Loopback.Has((string)by["dashboard.host"].Value)
                ? $"{by["dashboard.control"]} beyond loopback needs a secret, but {by["dashboard.host"]} and no dashboard.secret-file"
            : null;
    }

    static string? RoomsHaveLevels(Dictionary<string, EffectiveSetting> by)
    {
        if (!Have(by, "log.rooms"))
        {
            return null;
        }

        try
        {
            _ = new LogLevels(new LogOptions { Rooms = (string[])by["log.rooms"].Value });
            return null;
        }
        catch (FormatException e)
        {
            return $"{by["log.rooms"]}: {e.Message}";
        }
    }

    static bool Have(Dictionary<string, EffectiveSetting> by, params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (!by.ContainsKey(key))
            {
                return false;
            }
        }

        return true;
    }

    static int Number(Dictionary<string, EffectiveSetting> by, string key) => (int)by[key].Value;
}
