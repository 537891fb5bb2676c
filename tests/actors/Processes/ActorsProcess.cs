using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace Actors.Tests.Processes;

/// <summary>The program as a user runs it: a process of its own with pipes for its streams.</summary>
internal sealed partial class ActorsProcess : IDisposable
{
    public const int Interrupt = 2;
    public const int Die = 9;
    public const int Stop = 19;
    public const int Continue = 18;
    public const int Terminate = 15;

    /// <summary>A model so small that a step takes milliseconds, on generated clips, without a port.</summary>
    public static readonly string[] Tiny =
    [
        "--set", "model.name=tiny", "--set", "model.width=24", "--set", "model.depth=4", "--set", "model.heads=3", "--set", "model.frames=4",
        "--set", "model.frame-size=32", "--set", "model.decoder-width=12", "--set", "model.decoder-depth=1", "--set", "model.decoder-heads=3",
    ];

    public static readonly string[] NoPort = ["--metrics-port", "0"];

    static readonly TimeSpan longest = TimeSpan.FromSeconds(60);

    readonly Process process;
    readonly Stopwatch watch = Stopwatch.StartNew();
    readonly StringBuilder output = new();
    readonly StringBuilder error = new();
    readonly Task readsOutput;
    readonly Task readsError;
    readonly List<(string Word, TaskCompletionSource Seen)> awaited = [];

    ActorsProcess(string folder, IEnumerable<string> args, params string[] within)
    {
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "actors.exe" : "actors");
        string[] words = [.. within, program, .. args];
        var start = new ProcessStartInfo(words[0], words[1..]) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string variable in start.Environment.Keys.Where(key => key.StartsWith("ACTORS_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(variable);
        }

        // A terminal that knows colours, so that only the pipe can be why there are none.
        start.Environment["TERM"] = "xterm-256color";
        process = Process.Start(start)!;
        readsOutput = Read(process.StandardOutput, output);
        readsError = Read(process.StandardError, error);
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public string ErrorSoFar
    {
        get
        {
            lock (error)
            {
                return error.ToString();
            }
        }
    }

    /// <summary>Starts the program in a folder.</summary>
    public static ActorsProcess Start(TemporaryFolder folder, params IEnumerable<string> args) => new(folder.Path, args);

    /// <summary>Starts the program in a folder and a network namespace.</summary>
    public static ActorsProcess StartIn(string space, TemporaryFolder folder, params IEnumerable<string> args) =>
        new(folder.Path, args, "ip", "netns", "exec", space);

    /// <summary>Starts the program in a folder whose <c>disk</c> is a disk of its own, as large as said. A test that needs it is skipped, by name, where that cannot be had.</summary>
    public static ActorsProcess StartOnDisk(string size, TemporaryFolder folder, params IEnumerable<string> args)
    {
        Directory.CreateDirectory(folder.In("disk"));
        string[] mount = ["--user", "--map-root-user", "--mount", "sh", "-c", $"mount -t tmpfs -o size={size} tmpfs disk && exec \"$@\"", "sh"];
        const string Unshare = "/usr/bin/unshare";
        Assert.SkipUnless(File.Exists(Unshare), $"{Unshare} is absent");
        using Process tried = Process.Start(new ProcessStartInfo(Unshare, [.. mount, "true"]) { WorkingDirectory = folder.Path, RedirectStandardError = true })!;
        tried.WaitForExit();
        Assert.SkipUnless(tried.ExitCode == 0, "this user may not mount a disk of his own");
        return new ActorsProcess(folder.Path, args, [Unshare, .. mount]);
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<Finished> Run(TemporaryFolder folder, params IEnumerable<string> args)
    {
        using ActorsProcess process = Start(folder, args);
        return await process.End(longest);
    }

    /// <summary>Waits for the end; a process that takes longer is killed, and the test fails with what was seen of it.</summary>
    public async Task<Finished> End(TimeSpan limit)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timer.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            Assert.Fail($"still running after {limit.TotalSeconds} s, then killed. {await Seen()}");
        }

        TimeSpan took = watch.Elapsed;
        await Task.WhenAll(readsOutput, readsError);
        return new Finished(process.ExitCode, output.ToString(), error.ToString(), took);
    }

    /// <summary>Waits until a line of standard error has these words.</summary>
    public async Task Says(string words)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (error)
        {
            awaited.Add((words, seen));
            Tell();
        }

        using var timer = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timer.CancelAfter(longest);
        var late = new TaskCompletionSource();
        await using CancellationTokenRegistration registration = timer.Token.Register(late.SetResult);
        if (await Task.WhenAny(seen.Task, readsError, late.Task) != seen.Task)
        {
            process.Kill();
            Assert.Fail($"did not say '{words}' within {longest.TotalSeconds} s, or before its end. {await Seen()}");
        }
    }

    /// <summary>Sends a signal, as <c>kill</c> does.</summary>
    public void Signal(int signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals on Windows");
        Assert.SkipWhen(IsIgnored(signal), $"these tests were started with signal {signal} ignored (as in a shell's background), and so is the program");
        Assert.Equal(0, Kill(process.Id, signal));
    }

    /// <summary>The memory that is resident now, in bytes; null when the process has ended.</summary>
    public long? ResidentBytes()
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return line is null ? null : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }

    async Task<string> Seen()
    {
        await Task.WhenAll(readsOutput, readsError).WaitAsync(longest, CancellationToken.None);
        return $"standard output:\n{output}\nstandard error:\n{error}";
    }

    async Task Read(StreamReader reader, StringBuilder text)
    {
        char[] buffer = new char[4096];
        for (int read; (read = await reader.ReadAsync(buffer, CancellationToken.None)) > 0;)
        {
            lock (error)
            {
                text.Append(buffer, 0, read);
                Tell();
            }
        }
    }

    void Tell()
    {
        string text = error.ToString();
        foreach ((string words, TaskCompletionSource seen) in awaited.Where(wait => text.Contains(wait.Word, StringComparison.Ordinal)))
        {
            seen.TrySetResult();
        }
    }

    static bool IsIgnored(int signal)
    {
        const string status = "/proc/self/status";
        string? mask = File.Exists(status)
            ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))?.Split('\t')[1] : null;
        return mask is not null && (Convert.ToUInt64(mask, 16) & (1UL << (signal - 1))) != 0;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
