using Actors.Configuration;
using Actors.Evaluation;
using Actors.Runs;

namespace Actors.Sweeps;

/// <summary>What a sweep is to do.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Preset">Run preset under every run; null for none.</param>
/// <param name="Model">Model preset under every run; null for none.</param>
/// <param name="Configuration">HOCON file under every run; null for none.</param>
/// <param name="Evaluation">How each run is evaluated; its run is left open.</param>
/// <param name="Cells">Its runs, in order.</param>
internal sealed record SweepPlan(
    string Path, string? Preset, string? Model, string? Configuration, EvaluationOptions Evaluation, IReadOnlyList<SweepCell> Cells)
{
    /// <summary>The configuration of a run.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="environment">Variables of the process.</param>
    /// <param name="over">What is set over all else.</param>
    /// <exception cref="ConfigurationException">A key or value is wrong.</exception>
    public RunConfiguration Configure(SweepCell cell, IReadOnlyDictionary<string, string> environment, params IReadOnlyList<Setting> over) =>
        Balanced(RunConfiguration.Load(new ConfigurationSources
        {
            Preset = Preset,
            Model = Model,
            File = Configuration,
            Environment = environment,
            CommandLine = [.. cell.Settings, .. over],
        }));

    // A sweep that goes on asks again what each run is to be: measured anew, it could be another run.
    RunConfiguration Balanced(RunConfiguration cell) => cell.Options.Training is { Balance: Balance.Measured, Partition.Count: 0 }
        ? throw new ConfigurationException([$"{Path}: training.balance = measured is another partition on another day: in a sweep, write counted or a partition"])
        : Balancing.Apply(cell, _ => { });
}
