using System.Runtime.InteropServices;
using Actors.Runs;

namespace Actors.CommandLine;

/// <summary>SIGINT and SIGTERM: the first asks for a clean end, the second ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    readonly CancellationTokenSource stop = new();
    readonly Action<ExitCode> endAtOnce;
    readonly List<PosixSignalRegistration> registrations = [];
    int received;

    /// <summary>Listens to nothing until <see cref="Listen"/>.</summary>
    /// <param name="endAtOnce">Ends the process with that code.</param>
    public StopSignals(Action<ExitCode> endAtOnce)
    {
        this.endAtOnce = endAtOnce;
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => stop.Token;

    /// <summary>What the first signal asked for: 130 or 143; null before.</summary>
    public ExitCode? Code => received == 0 ? null : (ExitCode)received;

    /// <summary>Takes the signals of this process from now on.</summary>
    public static StopSignals Listen()
    {
        var signals = new StopSignals(EndProcess);
        signals.registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, context => signals.On(context, ExitCode.Interrupted)));
        signals.registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => signals.On(context, ExitCode.Terminated)));
        return signals;
    }

    /// <summary>What a signal does.</summary>
    public void Receive(ExitCode code)
    {
        if (Interlocked.CompareExchange(ref received, (int)code, 0) != 0)
        {
            endAtOnce(code);
            return;
        }

        stop.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        stop.Dispose();
    }

    void On(PosixSignalContext context, ExitCode code)
    {
        context.Cancel = true;
        Receive(code);
    }

    // Environment.Exit waits for finalizers and handlers, and one of those may be what hangs.
    static void EndProcess(ExitCode code)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write("\u001b[?25h");
        }

        if (OperatingSystem.IsWindows())
        {
            Environment.Exit((int)code);
        }

        ExitWithoutCleanup((int)code);
    }

#pragma warning disable SYSLIB1054 // Its generated code is unsafe, which this room does without.
    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern void ExitWithoutCleanup(int code);
#pragma warning restore SYSLIB1054
}
