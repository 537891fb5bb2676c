using System.CommandLine;
using Actors.Runs;
using Actors.Steering;
using Actors.Web;

namespace Actors.CommandLine;

/// <summary><c>actors control</c>: steers a run that goes on.</summary>
internal sealed class ControlVerb(Shell shell, StopSignals signals)
{
    readonly Argument<string> where = new("RUN|HOST:PORT") { Description = "Run directory, or where its page listens" };
    readonly Argument<string> what = new("COMMAND")
    {
        Description = "pause (each block finishes the step in hand and waits), resume, snapshot (one more, before the next batch) or slowdown",
    };

    readonly Argument<string[]> values = new("BLOCK FACTOR")
    {
        Description = "With slowdown: the block, and the factor on its steps' own time from the next on (1 is none)",
        Arity = ArgumentArity.ZeroOrMore,
    };

    readonly Option<string> secret = new("--secret-file")
    {
        HelpName = "FILE",
        Description = "The run's dashboard.secret-file, if it has one [default: the one that RUN names]",
    };

    /// <summary>An example for the help.</summary>
    public static string Example => "actors control runs/tiny slowdown 2 5";

    /// <summary>The verb with its options and help.</summary>
    public Command Command()
    {
        what.CompletionSources.Add([.. SteeringCommand.Names]);
        var command = new Command(
            "control",
            """
            Steers a run that was started with --dashboard PORT --control: pauses it, has it go on, asks for a snapshot, slows a block down.
            It changes when things happen, never a bit of an exact run's weights. steering.jsonl in the run directory keeps what was asked.
            """) { where, what, values, secret };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    async Task<int> RunAsync(ParseResult parsed)
    {
        SteeringCommand command;
        try
        {
            command = SteeringCommand.Parse(parsed.GetValue(what)!, parsed.GetValue(values)!);
        }
        catch (FormatException e)
        {
            throw Usage.Error(e.Message, "control");
        }

        using RunContact contact = RunContact.To(parsed.GetValue(where)!, page: true);
        SteeringSecret? known = SteeringSecret.FromFile(parsed.GetValue(secret) ?? contact.SecretFile ?? "");
        SteeringAnswer answer = await contact.Steer(command, known, signals.Token);
        await shell.Out.WriteLineAsync(answer.Done ? answer.Text : throw new RunException(ExitCode.Usage, answer.Text));
        return (int)ExitCode.Done;
    }
}
