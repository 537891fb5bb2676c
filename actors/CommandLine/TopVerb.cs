using System.CommandLine;
using Actors.Dashboard;
using Actors.Runs;
using Actors.Terminal;
using Actors.Web;

namespace Actors.CommandLine;

/// <summary><c>actors top</c>: watches a run that goes on in another process.</summary>
internal sealed class TopVerb(Shell shell, StopSignals signals)
{
    readonly Argument<string> where = new("RUN|HOST:PORT") { Description = "Run directory, or where its page or its metrics listen" };
    readonly Option<bool> once = new("--once") { Description = "Print the moment once and end, as in a pipe" };

    /// <summary>An example for the help.</summary>
    public static string Example => "actors top runs/tiny";

    /// <summary>The verb with its options and help.</summary>
    public Command Command()
    {
        var command = new Command(
            "top",
            """
            Watches a run that goes on: blocks, edges, the nodes of its cluster, the last events. It ends with the run, or at q.
            In a pipe it prints the moment once. It needs the run's --dashboard PORT or --metrics-port PORT, and changes nothing.
            """) { where, once };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    async Task<int> RunAsync(ParseResult parsed)
    {
        using RunContact contact = RunContact.To(parsed.GetValue(where)!, page: false);
        RunMoment moment = await contact.Moment(signals.Token) ?? throw contact.Silent("connection refused");
        if (parsed.GetValue(once) || !shell.IsOutLive)
        {
            foreach (string line in TopPicture.Lines(moment))
            {
                await shell.Out.WriteLineAsync(line);
            }

            return (int)ExitCode.Done;
        }

        bool ended = await new TopView(shell).Watch(moment, contact.Moment, signals.Token);
        await shell.Out.WriteLineAsync(ended ? "the run has ended" : "");
        return (int)ExitCode.Done;
    }
}
