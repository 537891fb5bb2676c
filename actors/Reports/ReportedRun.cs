using System.Text.Json;
using Actors.Configuration;
using Actors.Evaluation;
using Actors.Model.Shapes;
using Actors.Runs;

namespace Actors.Reports;

/// <summary>What a run directory says about its run.</summary>
/// <param name="Name">Its name on the page.</param>
/// <param name="Path">The directory as it was given.</param>
/// <param name="Manifest">What is needed to do it again.</param>
/// <param name="Options">How it was trained.</param>
/// <param name="Settings">Every key's value as HOCON.</param>
/// <param name="Partition">Layers of each block.</param>
/// <param name="Steps">Batches that the whole run has.</param>
/// <param name="Summary">What came of it; null when it has not ended.</param>
/// <param name="Evaluation">What its blocks have learned; null when it was not evaluated.</param>
/// <param name="Curves">Each block's loss.</param>
internal sealed record ReportedRun(
    string Name, string Path, RunManifest Manifest, RunOptions Options, IReadOnlyDictionary<string, string> Settings, Partition Partition, long Steps,
    RunSummary? Summary, EvaluationReport? Evaluation, IReadOnlyList<LossCurve> Curves)
{
    /// <summary>The regime, as on the command line.</summary>
    public string Regime => RunPlans.NameOf(Options.Training.Regime);

    /// <summary>Seed of the run.</summary>
    public long Seed => Options.Training.Seed;

    /// <summary>Layers of a block and of those before it.</summary>
    public int DepthOf(int block) => Partition.Layers.Take(block + 1).Sum();

    /// <summary>Reads a run directory.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="name">Its name on the page.</param>
    /// <exception cref="RunException">It holds no run (2), or one of its files is damaged (3).</exception>
    /// <exception cref="ConfigurationException">Its configuration can't be read.</exception>
    public static ReportedRun Open(string path, string name)
    {
        var directory = RunDirectory.Open(path);
        if (!File.Exists(directory.Configuration))
        {
            throw new RunException(ExitCode.Usage, $"{path} holds no run (no {RunDirectory.ConfigurationFile}): name run directories");
        }

        RunConfiguration configuration = RunConfiguration.Load(new ConfigurationSources { File = directory.Configuration });
        RunOptions options = configuration.Options;
        RunManifest manifest = Read<RunManifest>(directory.Manifest)
            ?? throw new RunException(ExitCode.Usage, $"{path} holds no run (no manifest.json): it never began, leave it out");
        Partition partition = RunPlans.PartitionOf(options);
        long steps = RunPlans.StepsOf(options);
        return new ReportedRun(
            name, path, manifest, options, configuration.Settings.ToDictionary(setting => setting.Key.Name, setting => setting.Hocon, StringComparer.Ordinal),
            partition, steps, Read<RunSummary>(directory.Summary), Read<EvaluationReport>(directory.Evaluation),
            LossCurve.Read(directory.Steps, partition.Blocks, steps));
    }

    /// <summary>Words about what is missing, each with the command that makes it; none when all is there.</summary>
    public IEnumerable<string> Missing()
    {
        if (Summary is null)
        {
            yield return $"{Name} has not ended: no throughput, ages and states. Go on with it: actors train --resume {Path}";
        }
        else if (Curves.All(curve => curve.Loss.All(double.IsNaN)))
        {
            yield return $"{Name} has no steps.jsonl: no training curve";
        }

        if (Evaluation is null)
        {
            yield return $"{Name} was not evaluated: none of what its blocks have learned is shown. Evaluate it: actors evaluate {Path}";
        }
        else if (Evaluation.Snapshot < Steps)
        {
            yield return $"{Name} was evaluated after {Evaluation.Snapshot} of {Steps} batches. Evaluate its newest snapshot: actors evaluate {Path}";
        }
    }

    static T? Read<T>(string path) where T : class
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), RunJson.Line) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new RunException(ExitCode.Data, $"{path} is damaged: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
