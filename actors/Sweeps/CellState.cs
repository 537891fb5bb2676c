using Actors.Configuration;
using Actors.Runs;
using Actors.Snapshots;

namespace Actors.Sweeps;

/// <summary>How far a run of a sweep has come, by its directory alone: whatever killed the sweep, this is what is left.</summary>
internal enum CellState
{
    /// <summary>It has no snapshot to go on from.</summary>
    New,

    /// <summary>It can go on from a snapshot.</summary>
    Half,

    /// <summary>Its last snapshot and its summary are there.</summary>
    Trained,
}

/// <summary>Finds out how far runs have come.</summary>
internal static class CellStates
{
    // These say where a run is, not what it is.
    static readonly string[] Places = ["actors.run", "actors.resume"];
    static readonly string[] PlaceSections = ["actors.metrics.", "actors.dashboard.", "actors.cluster."];

    /// <summary>The state of a run.</summary>
    /// <param name="path">Its directory.</param>
    /// <param name="configuration">What the sweep wants it to be.</param>
    /// <exception cref="RunException">There is another run in its directory (2).</exception>
    public static CellState Of(string path, RunConfiguration configuration)
    {
        var directory = RunDirectory.Open(path);
        if (!File.Exists(directory.Manifest))
        {
            return CellState.New;
        }

        var there = RunConfiguration.Load(new ConfigurationSources { File = directory.Configuration });
        foreach ((EffectiveSetting was, EffectiveSetting wanted) in there.Settings.Zip(configuration.Settings))
        {
            string key = was.Key.Name;
            bool place = Places.Contains(key) || PlaceSections.Any(section => key.StartsWith(section, StringComparison.Ordinal));
            if (!place && was.Hocon != wanted.Hocon)
            {
                throw new RunException(
                    ExitCode.Usage, $"{path} was made with {key} = {was.Hocon}, the sweep now says {wanted.Hocon}: "
                    + "give another directory with --out, or remove it");
            }
        }

        LoadedSnapshot? newest = SnapshotFolder.NewestOrNone(directory.Snapshots, _ => { });
        return newest is null ? CellState.New
            : newest.Manifest.Batch >= RunPlans.StepsOf(configuration.Options) && File.Exists(directory.Summary) ? CellState.Trained
            : CellState.Half;
    }
}
