using Actors.Configuration;
using Actors.Dashboard;
using Actors.Runs;
using Actors.Steering;
using Actors.Tests.Processes;
using Actors.Tests.Runs;
using Actors.Web;
using Xunit;

namespace Actors.Tests.Steering;

/// <summary>A tiny run in this process, and someone who steers it as the page does.</summary>
internal sealed class SteeredRun : IDisposable
{
    static readonly TimeSpan longest = TimeSpan.FromSeconds(60);
    static readonly TimeSpan interval = TimeSpan.FromMilliseconds(20);

    readonly CancellationTokenSource stop = new();
    readonly int port = Scrape.FreePort();

    /// <summary>Starts the run.</summary>
    public SteeredRun(TemporaryFolder folder, RunOptions options, RunObserverHook? hook = null, string secretFile = "")
    {
        Observer = hook ?? new RunObserverHook();
        options = options with { Dashboard = new DashboardOptions { Port = port, Control = true, SecretFile = secretFile } };
        Outcome = TinyRun.In(folder, options, Observer, stop.Token);
        Contact = RunContact.To($"127.0.0.1:{port}", page: true);
    }

    public RunObserverHook Observer { get; }

    public Task<RunOutcome> Outcome { get; }

    public RunContact Contact { get; }

    /// <summary>Asks for something that the run has to do.</summary>
    public async Task Does(params string[] command) => Assert.Equal((true, ""), await Says(command) is { Done: false } refused ? (false, refused.Text) : (true, ""));

    /// <summary>Asks for something.</summary>
    public Task<SteeringAnswer> Says(params string[] command) =>
        Contact.Steer(SteeringCommand.Parse(command[0], command[1..]), null, TestContext.Current.CancellationToken);

    /// <summary>Waits for a moment of the run.</summary>
    public async Task<RunProgress> Until(Func<RunProgress, bool> wanted)
    {
        RunMoment? last = null;
        long began = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(interval);
        while (TimeProvider.System.GetElapsedTime(began) < longest && !Outcome.IsCompleted && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            last = await Contact.Moment(TestContext.Current.CancellationToken);
            if (last?.Progress is { } progress && wanted(progress))
            {
                return progress;
            }
        }

        throw new InvalidOperationException($"the run ended, or {longest.TotalSeconds} s went by; last seen: {last?.Progress}");
    }

    /// <summary>Ends the run as a signal does.</summary>
    public void Stop() => stop.Cancel();

    public void Dispose()
    {
        stop.Cancel();
        Outcome.Wait(longest);
        Contact.Dispose();
        stop.Dispose();
    }
}
