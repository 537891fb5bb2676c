namespace Actors.Runs;

/// <summary>The files of a run.</summary>
public sealed class RunDirectory
{
    /// <summary>File name of the effective configuration.</summary>
    public const string ConfigurationFile = "config.conf";

    RunDirectory(string path)
    {
        Path = path;
    }

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>The effective configuration.</summary>
    public string Configuration => In(ConfigurationFile);

    /// <summary>Version, seed, machine, libraries, command.</summary>
    public string Manifest => In("manifest.json");

    /// <summary>One object per block update.</summary>
    public string Steps => In("steps.jsonl");

    /// <summary>What was asked of the run while it went on, one object a line; there when anything was.</summary>
    public string Steering => In("steering.jsonl");

    /// <summary>Where the run can be reached; there while it goes on.</summary>
    public string Listening => In("listening.json");

    /// <summary>What came of it.</summary>
    public string Summary => In("summary.json");

    /// <summary>One folder per snapshot, named by the batches it has learned from.</summary>
    public string Snapshots => In("snapshots");

    /// <summary>The batches, when they are recorded.</summary>
    public string Batches => In("batches");

    /// <summary>Each block's last finite state, when the run diverged.</summary>
    public string LastGood => In("last-good");

    /// <summary>What an evaluation found.</summary>
    public string Evaluation => In("evaluation.json");

    /// <summary>The page that shows the run.</summary>
    public string Report => In("report.html");

    /// <summary>Embeddings that evaluations have computed, by what they were computed from.</summary>
    public string Embeddings => In("embeddings");

    /// <summary>What happened when, where it is traced.</summary>
    public string Trace => In("trace.json");

    /// <summary>The coordinator's share of <see cref="Trace"/> until those of a cluster are joined.</summary>
    public string TraceShare => In("trace.part.json");

    /// <summary>The coordinators' shares that are there: the newest, and those of earlier ones that were killed.</summary>
    public IReadOnlyList<string> TraceShares() => [.. Directory.EnumerateFiles(Path, "trace.part*.json").Order(StringComparer.Ordinal)];

    /// <summary>A name for another trace: <see cref="Trace"/>, or with a number where that is taken.</summary>
    public string FreeTrace() => File.Exists(Trace)
        ? Enumerable.Range(1, int.MaxValue).Select(n => In($"trace.{n}.json")).First(path => !File.Exists(path)) : Trace;

    /// <summary>Comparisons of the nodes' clocks with the coordinator's until their traces are joined, one object a line.</summary>
    public string Clocks => In("trace.clocks.jsonl");

    /// <summary>A node's share of <see cref="Trace"/> until they are joined; that of one that was lost stays.</summary>
    public string TraceOf(string node) =>
        In($"trace-{Plain(node)}.json");

    /// <summary>The nodes' shares that are there.</summary>
    public IReadOnlyList<string> NodeTraces() => [.. Directory.EnumerateFiles(Path, "trace-*.json").Order(StringComparer.Ordinal)];

    /// <summary>What happened, a line each.</summary>
    public string Log => In("actors.log");

    /// <summary>What happened on a node.</summary>
    public string LogOf(string node) => In($"actors-{Plain(node)}.log");

    /// <summary>Stack traces of crashes; there when there was one.</summary>
    public string Crashes => In("crashes.log");

    /// <summary>Clips written by the run itself, when its source is <c>motion-files</c>.</summary>
    public string Clips => In("clips");

    /// <summary>The directory of a run that is there.</summary>
    public static RunDirectory Open(string path) => new(System.IO.Path.GetFullPath(path));

    /// <summary>Makes the directory of a new run.</summary>
    /// <param name="path">Where; empty chooses <c>runs/TIMESTAMP-NAME</c>.</param>
    /// <param name="name">What the run is, for the chosen name.</param>
    /// <param name="now">The time, for the chosen name.</param>
    /// <exception cref="RunException">There is a run in it already, or it cannot be made.</exception>
    public static RunDirectory Create(string path, string name, DateTimeOffset now)
    {
        var run = new RunDirectory(System.IO.Path.GetFullPath(path.Length > 0 ? path : Free(System.IO.Path.Combine("runs", $"{now:yyyyMMdd-HHmmss}-{name}"))));
        if (File.Exists(run.Manifest))
        {
            throw new RunException(ExitCode.Usage, $"{run.Path} holds a run already: give another directory with --run, or remove it");
        }

        try
        {
            Directory.CreateDirectory(run.Snapshots);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException(ExitCode.Usage, $"the run directory {run.Path} cannot be made: {e.Message} Give another with --run", e);
        }

        return run;
    }

    /// <summary>Keeps other processes out of the run until disposed. The system lets go of it when the process dies, however it dies.</summary>
    /// <exception cref="RunException">Another process has it.</exception>
    public IDisposable Hold()
    {
        try
        {
            return new FileStream(In("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException(ExitCode.Usage, $"the run directory {Path} is in use by another process, or cannot be written: {e.Message}", e);
        }
    }

    static string Plain(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));

    static string Free(string wanted) =>
        Enumerable.Range(1, int.MaxValue).Select(n => n == 1 ? wanted : $"{wanted}-{n}").First(path => !Directory.Exists(path));

    string In(string file) => System.IO.Path.Combine(Path, file);
}
