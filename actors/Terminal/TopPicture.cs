using System.Globalization;
using Actors.Dashboard;
using Actors.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Actors.Terminal;

/// <summary>A run of another process at a moment, as it is drawn. A function of the moment and the width alone.</summary>
internal static class TopPicture
{
    const int Events = 5;
    const int PipeWidth = 120;

    /// <summary>What the run is, its blocks, its nodes and the last events.</summary>
    public static IRenderable Of(RunMoment moment, int width)
    {
        List<IRenderable> rows = [new Text(Title(moment), new Style(decoration: Decoration.Bold)) { Overflow = Overflow.Ellipsis }];
        if (moment.Progress is not { } progress)
        {
            rows.Add(new Text("training has not begun"));
        }
        else
        {
            rows.Add(ProgressPicture.Of(progress, width));
            rows.AddRange(progress.Members.Select(member => new Text(Line(member), new Style(ColorOf(member.State)))));
        }

        rows.AddRange(moment.Events.TakeLast(Events).Select(happened => new Text(Line(happened), new Style(ColorOf(happened.Severity))) { Overflow = Overflow.Ellipsis }));
        return new Rows(rows);
    }

    /// <summary>The same as plain lines, for a pipe.</summary>
    public static IReadOnlyList<string> Lines(RunMoment moment)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = PipeWidth;
        console.Write(Of(moment, PipeWidth));
        return [.. text.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(line => line.TrimEnd())];
    }

    static string Title(RunMoment moment)
    {
        string state = moment.Progress is not { } progress ? "" : $"{(progress.Paused ? ", paused" : "")}{(progress.Incarnation > 1 ? $", incarnation {progress.Incarnation}" : "")}";
        return $"{Path.GetFileName(moment.Run.Directory)}: {moment.Run.Model}, {moment.Run.Regime}{state}";
    }

    static string Line(MemberProgress member) => $"node {member.Name} ({member.Address}) is {member.State.ToString().ToLowerInvariant()}";

    static string Line(ShownEvent happened) => string.Create(
        CultureInfo.InvariantCulture,
        $"{happened.Time.ToLocalTime():HH:mm:ss} {(happened.Severity == RunSeverity.Info ? "" : $"{happened.Severity.ToString().ToLowerInvariant()}: ")}{happened.Text.ReplaceLineEndings(" ")}");

    static Color ColorOf(MemberState state) => state is MemberState.Up ? Color.Default : state is MemberState.Joining ? Color.Yellow : Color.Red;

    static Color ColorOf(RunSeverity severity) =>
        severity switch { RunSeverity.Error => Color.Red, RunSeverity.Warning => Color.Yellow, _ => Color.Default };
}
