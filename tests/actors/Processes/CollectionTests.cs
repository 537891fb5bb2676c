using Actors.Configuration;
using Actors.Tests.Runs;
using Xunit;

namespace Actors.Tests.Processes;

/// <summary>Garbage collections fall at arbitrary moments of a run; none may free what libtorch is reading.</summary>
public sealed class CollectionTests
{
    [Fact]
    public async Task A_run_during_which_the_collector_never_rests_ends_with_the_same_weights()
    {
        RunOptions options = TinyRun.Options.With(steps: 150);
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
