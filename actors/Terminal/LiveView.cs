using Actors.CommandLine;
using Actors.Configuration;
using Actors.Runs;
using Spectre.Console;

namespace Actors.Terminal;

/// <summary>A run on a terminal: a table that is redrawn in place, with events above it. Draws on standard error only.</summary>
internal sealed class LiveView : IRunView
{
    const int NarrowestWidth = 40;

    readonly Shell shell;
    readonly IAnsiConsole console;
    readonly Func<int> width;
    readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Lock gate = new();
    LiveDisplayContext? drawing;
    Task? display;

    /// <summary>Draws on that shell's standard error.</summary>
    public LiveView(Shell shell) : this(shell, TerminalWidth)
    {
    }

    /// <summary>Draws as wide as is said at each redraw.</summary>
    internal LiveView(Shell shell, Func<int> width)
    {
        this.shell = shell;
        this.width = width;
        console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = shell.HasColors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(shell.Error),
        });
        console.Profile.Width = width();
    }

    /// <inheritdoc/>
    public void Begin(RunOptions options)
    {
        console.WriteLine(Phrases.Start(options));
        display = console.Live(new Text("waiting for the first batch")).AutoClear(true).StartAsync(context =>
        {
            drawing = context;
            return finished.Task;
        });
    }

    /// <inheritdoc/>
    public void Event(RunEvent happened)
    {
        lock (gate)
        {
            (string word, Color color) = happened.Severity switch
            {
                RunSeverity.Error => ("error: ", Color.Red),
                RunSeverity.Warning => ("warning: ", Color.Yellow),
                _ => ("", Color.Default),
            };
            string text = word + happened.Text.ReplaceLineEndings(" ");

            // It is drawn where the table began, whose first line may be longer.
            console.WriteLine(text.PadRight(console.Profile.Width), new Style(color));
        }
    }

    /// <inheritdoc/>
    public void Progress(RunProgress progress)
    {
        lock (gate)
        {
            console.Profile.Width = width();
            drawing?.UpdateTarget(ProgressPicture.Of(progress, console.Profile.Width));
        }
    }

    /// <inheritdoc/>
    public void End(RunOutcome outcome)
    {
        Close();
        console.WriteLine(Phrases.End(outcome));
        foreach (string line in ResultTable.Lines(outcome))
        {
            shell.Out.WriteLine(line);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    // Leaves the terminal as it was: the table gone, the cursor back.
    void Close()
    {
        finished.TrySetResult();
        display?.GetAwaiter().GetResult();
        display = null;
        drawing = null;
    }

    /// <summary>The columns of this process's terminal that may be drawn on.</summary>
    internal static int TerminalWidth() => Math.Max(NarrowestWidth, Console.WindowWidth > 0 ? Console.WindowWidth - 1 : 80);
}
