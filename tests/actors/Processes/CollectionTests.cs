using System.Diagnostics;
using Actors.Configuration;
using Actors.Tests.Runs;
using Xunit;

namespace Actors.Tests.Processes;

/// <summary>Garbage collections fall at arbitrary moments of a run; none may free what libtorch is reading.</summary>
public sealed class CollectionTests
{
    // Unoptimised code keeps every local alive to the end of its method, and so hides what optimised code lets go of.
    const string Tiering = "DOTNET_TieredCompilation";

    [Fact]
    public async Task Optimised_code_lets_go_of_nothing_that_is_read()
    {
        string inner = $"{typeof(CollectionTests).FullName}.{nameof(A_run_during_which_the_collector_never_rests_ends_with_the_same_weights)}";
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Actors.Tests"), ["-method", inner]) { RedirectStandardOutput = true };
        start.Environment[Tiering] = "0";
        using Process process = Process.Start(start)!;
        string said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0 && said.Contains("Failed: 0, Skipped: 0", StringComparison.Ordinal), said);
    }

    [Fact]
    public async Task A_run_during_which_the_collector_never_rests_ends_with_the_same_weights()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Tiering) == "0", $"is run by {nameof(Optimised_code_lets_go_of_nothing_that_is_read)}");
        RunOptions options = TinyRun.Options.With(steps: 80);
        IReadOnlyList<string> expected = await TinyRun.Weights(options);
        using var done = new CancellationTokenSource();
        Task collector = Task.Factory.StartNew(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    GC.Collect(0);
                    GC.WaitForPendingFinalizers();
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            // No crash may hide behind a recovery.
            Assert.Equal(expected, await TinyRun.Weights(options with { Recovery = new RecoveryOptions { Restarts = 0 } }));
        }
        finally
        {
            await done.CancelAsync();
            await collector;
        }
    }
}
