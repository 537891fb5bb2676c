using System.CommandLine;
using Actors.Cluster;
using Actors.Runs;
using Actors.Tracing;

namespace Actors.CommandLine;

/// <summary><c>actors trace</c>: joins what a run whose coordinator was killed has left of its trace.</summary>
internal sealed class TraceVerb
{
    readonly Argument<string> run = new("RUN") { Description = "A run directory" };
    readonly Shell shell;

    /// <summary>Prepares the verb.</summary>
    public TraceVerb(Shell shell)
    {
        this.shell = shell;
    }

    /// <summary>An example for the help.</summary>
    public static string Example => "actors trace runs/three";

    /// <summary>The verb with its options and help.</summary>
    public Command Command()
    {
        var command = new Command(
            "trace",
            """
            Joins the traces that the processes of a run over nodes left apart, because its coordinator was killed. Other runs join their own.
            Writes trace.json, or trace.N.json where that is taken, and leaves what it joins as it is.
            """) { run };
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        string path = parsed.GetValue(run)!;
        var directory = RunDirectory.Open(path);
        if (!File.Exists(directory.Configuration))
        {
            throw new RunException(ExitCode.Usage, $"{path} holds no run (no {RunDirectory.ConfigurationFile}): name a run directory");
        }

        IReadOnlyList<string> shares = directory.TraceShares();
        if (shares.Count == 0)
        {
            throw new RunException(ExitCode.Usage, File.Exists(directory.Trace)
                ? $"{path} has nothing to join: its trace is {directory.Trace}" : $"{path} has no trace: train with --trace");
        }

        // While the run goes on, its processes still write.
        using IDisposable held = directory.Hold();
        try
        {
            foreach (string share in shares)
            {
                Join(directory, share);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new RunException(ExitCode.Data, $"{path}: its traces cannot be joined: {RunFaults.FirstLine(e)}", e);
        }

        return (int)ExitCode.Done;
    }

    void Join(RunDirectory directory, string share)
    {
        using TracePart? part = TracePart.Open(share);
        if (part is null)
        {
            shell.Error.WriteLine($"actors: warning: {share} is left out: its process was killed before it had written anything");
            return;
        }

        new JoinedTrace(directory, share, ClockLog.Read(directory.Clocks, part.Id), new Told(shell)).Write(directory.FreeTrace());
    }

    sealed class Told(Shell shell) : IRunObserver
    {
        public void Event(RunEvent happened)
        {
            if (happened.Severity == RunSeverity.Info)
            {
                shell.Out.WriteLine(happened.Text);
            }
            else
            {
                shell.Error.WriteLine($"actors: warning: {happened.Text}");
            }
        }

        public void Progress(RunProgress progress)
        {
        }
    }
}
