using System.Globalization;
using System.Text.Json;
using Actors.Configuration;
using Actors.Runs;

namespace Actors.Steering;

/// <summary>The slowdowns that were asked of a run while it went on, as its <c>steering.jsonl</c> has them.</summary>
public static class RecordedSlowdowns
{
    static readonly string slowdown = SteeringKind.Slowdown.ToString().ToLowerInvariant();

    /// <summary>Reads those of an earlier run, for another one of as many blocks.</summary>
    /// <param name="path">Its run directory.</param>
    /// <param name="blocks">Blocks of the run that they are for.</param>
    /// <returns>Each slowed block's; none when nobody slowed it down.</returns>
    /// <exception cref="RunException">There is no run, it has other blocks, or its record is damaged.</exception>
    public static IReadOnlyDictionary<int, SlowdownHistory> Of(string path, int blocks)
    {
        var directory = RunDirectory.Open(path);
        if (!File.Exists(directory.Configuration))
        {
            throw Wrong(path, $"holds no run (no {RunDirectory.ConfigurationFile}): name the directory of a run that was slowed down");
        }

        int there = BlocksOf(directory, path);
        return there == blocks ? Read(directory.Steering, blocks)
            : throw Wrong(path, $"has {there} blocks, and this run {blocks}: what slowed those says nothing of these; give it as many with --blocks or --partition");
    }

    /// <summary>Reads a record.</summary>
    /// <param name="path">The file; none is there when nothing was asked.</param>
    /// <param name="blocks">Blocks of its run.</param>
    /// <exception cref="RunException">It is damaged.</exception>
    public static IReadOnlyDictionary<int, SlowdownHistory> Read(string path, int blocks)
    {
        var found = new SortedDictionary<int, SlowdownHistory>();
        string[] lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        for (int k = 0; k < lines.Length; k++)
        {
            if (LineOf(lines[k]) is { } line && IsPossible(line, blocks))
            {
                Add(found, line);
            }
            else if (k < lines.Length - 1)
            {
                // The last line of a process that was killed may be half written.
                throw new RunException(ExitCode.Usage, string.Create(CultureInfo.InvariantCulture, $"{path}, line {k + 1}: this is no record of what was asked of a run of {blocks} blocks: mend it, or remove it"));
            }
        }

        return found;
    }

    /// <summary>Notes that what was asked of a run is forgotten where another process goes on with it: its blocks have their configured slowdowns again.</summary>
    /// <param name="plan">The run that goes on.</param>
    /// <exception cref="RunException">The record is damaged.</exception>
    internal static void Forget(RunPlan plan)
    {
        long batch = plan.Start?.Manifest.Batch ?? 0;
        foreach (int block in Read(plan.Directory.Steering, plan.Blocks).Keys)
        {
            double now = (plan.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
            new SteeringLine(now, slowdown, batch, 1)
            {
                Block = block,
                Factor = RunPlans.Each(plan.Options.Delays.Slowdown, block),
                Update = plan.Regime.LearnedBefore(block, batch),
            }.AppendTo(plan.Directory.Steering);
        }
    }

    static void Add(SortedDictionary<int, SlowdownHistory> found, SteeringLine line)
    {
        if (line is not { Block: { } block, Factor: { } factor, Update: { } update } || line.Command != slowdown)
        {
            return;
        }

        if (!found.TryGetValue(block, out SlowdownHistory? history))
        {
            found[block] = history = new SlowdownHistory();
        }

        history.Add(new SlowdownChange(update, factor));
    }

    static bool IsPossible(SteeringLine line, int blocks) =>
        line.Command != slowdown || (line.Update >= 0 && new SteeringCommand(SteeringKind.Slowdown, line.Block, line.Factor).Problem(blocks) is null);

    static SteeringLine? LineOf(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<SteeringLine>(text, RunJson.Line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static int BlocksOf(RunDirectory directory, string path)
    {
        try
        {
            return RunPlans.PartitionOf(RunConfiguration.Load(new ConfigurationSources { File = directory.Configuration }).Options).Blocks;
        }
        catch (ConfigurationException e)
        {
            throw Wrong(path, $"cannot be read: {e.Errors[0]}");
        }
    }

    static RunException Wrong(string path, string why) => new(ExitCode.Usage, $"delays.replay: {path} {why}");
}
