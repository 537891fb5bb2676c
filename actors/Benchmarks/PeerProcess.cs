using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Actors.Runs;

namespace Actors.Benchmarks;

/// <summary>Another program that does the same work, asked for steps over its standard input.</summary>
internal sealed class PeerProcess : IDisposable
{
    // What makes PyTorch fastest: memory that was freed is used again instead of going back to the system page by page.
    static readonly (string Name, string Value)[] Tuning =
        [("MALLOC_MMAP_MAX_", "0"), ("MALLOC_TRIM_THRESHOLD_", "68719476736"), ("MALLOC_ARENA_MAX", "1"), ("PYTHONDONTWRITEBYTECODE", "1")];

    readonly Process process;
    readonly string command;
    readonly ConcurrentQueue<string> errors = [];

    /// <summary>Starts it on a job and waits for its first line.</summary>
    /// <exception cref="RunException">It does not start, or ends at once; with its last words.</exception>
    public PeerProcess(PeerCommand command, string job)
    {
        this.command = Path.GetFileName(command.File);
        var start = new ProcessStartInfo(command.File, [.. command.Arguments, job])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in Tuning)
        {
            start.Environment[name] = value;
        }

        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new RunException(ExitCode.Usage, $"{command.File} cannot be started: {e.Message}", e);
        }

        process.ErrorDataReceived += (_, line) =>
        {
            if (!string.IsNullOrWhiteSpace(line.Data))
            {
                errors.Enqueue(line.Data.Trim());
            }
        };
        process.BeginErrorReadLine();
        Hello = Read<PeerHello>();
    }

    /// <summary>Its first line.</summary>
    public PeerHello Hello { get; }

    /// <summary>Has it do steps.</summary>
    /// <param name="mode"><c>simultaneous</c> or <c>e2e</c>.</param>
    /// <param name="threads">Intra-op threads.</param>
    /// <param name="steps">Steps.</param>
    public PeerTime Steps(string mode, int threads, int steps)
    {
        process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mode} {threads} {steps}"));
        process.StandardInput.Flush();
        return Read<PeerTime>();
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    T Read<T>()
    {
        string? line = process.StandardOutput.ReadLine();
        if (line is null)
        {
            process.WaitForExit();
            throw new RunException(
                ExitCode.Usage, $"{command} ended with {process.ExitCode}: {errors.LastOrDefault("it said nothing")}");
        }

        try
        {
            return JsonSerializer.Deserialize<T>(line, RunJson.Line)!;
        }
        catch (JsonException e)
        {
            throw new RunException(ExitCode.Usage, $"{command} answered with no JSON: {line}", e);
        }
    }
}
