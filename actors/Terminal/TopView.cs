using Actors.CommandLine;
using Actors.Dashboard;
using Spectre.Console;

namespace Actors.Terminal;

/// <summary>A run of another process on a terminal, redrawn in place. Draws on standard output.</summary>
internal sealed class TopView
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    readonly Shell shell;
    readonly IAnsiConsole console;
    readonly Func<int> width;

    /// <summary>Draws as wide as the terminal is.</summary>
    public TopView(Shell shell) : this(shell, LiveView.TerminalWidth)
    {
    }

    /// <summary>Draws as wide as is said at each redraw.</summary>
    internal TopView(Shell shell, Func<int> width)
    {
        this.shell = shell;
        this.width = width;
        console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = shell.HasColors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(shell.Out),
        });
    }

    /// <summary>Shows the run until it has ended, or q is pressed.</summary>
    /// <param name="first">What is known of it.</param>
    /// <param name="next">Asks again; null when nobody answers any more.</param>
    /// <param name="stop">Ends the view.</param>
    /// <returns>Whether the run has ended.</returns>
    public Task<bool> Watch(RunMoment first, Func<CancellationToken, Task<RunMoment?>> next, CancellationToken stop)
    {
        console.Profile.Width = width();
        return console.Live(TopPicture.Of(first, console.Profile.Width)).StartAsync(async drawing =>
        {
            drawing.Refresh();
            using var timer = new PeriodicTimer(Interval);
            while (await timer.WaitForNextTickAsync(stop))
            {
                if (shell.Key() is 'q' or 'Q')
                {
                    return false;
                }

                if (await next(stop) is not { } moment)
                {
                    return true;
                }

                console.Profile.Width = width();
                drawing.UpdateTarget(TopPicture.Of(moment, console.Profile.Width));
            }

            return false;
        });
    }
}
