using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Actors.Configuration;
using Actors.Metrics;
using Actors.Runs;
using Actors.Tests.Runs;
using Xunit;

namespace Actors.Tests.Metrics;

public class MetricsServerTests
{
    static readonly string[] Expected =
    [
        MetricNames.BuildInfo, MetricNames.BlockUpdates, MetricNames.BlockState, MetricNames.BlockLoss, MetricNames.BlockPhaseSeconds, MetricNames.BlockStepSeconds,
        MetricNames.EdgeDepth, MetricNames.EdgeCapacity, MetricNames.EdgeAge, MetricNames.EdgeProduced, MetricNames.EdgeConsumed,
        MetricNames.EdgeDropped, MetricNames.Clips, MetricNames.ClipsSkipped, MetricNames.NonFinite, MetricNames.SnapshotSeconds,
        MetricNames.SnapshotLastSuccess, MetricNames.SnapshotFailures, MetricNames.BlockRestarts, MetricNames.EdgeReused, MetricNames.FaultsFired, MetricNames.LiveTensors,
        MetricNames.DataWaitSeconds, MetricNames.FrameCacheHits, MetricNames.FrameCacheMisses, MetricNames.FrameCacheEvictions, MetricNames.FrameCacheBytes,
    ];

    [Fact]
    public async Task A_scrape_during_a_run_shows_every_metric_and_counters_from_zero()
    {
        string text = await ScrapeDuringRun("metrics");
        Assert.All(Expected, name => Assert.Contains($"# TYPE {name} ", text, StringComparison.Ordinal));
        Assert.Contains("actors_nonfinite_total{block=\"3\"} 0", text, StringComparison.Ordinal);
        Assert.Contains("actors_clips_skipped_total{reason=\"openfailed\"} 0", text, StringComparison.Ordinal);
        Assert.Contains("actors_edge_dropped_total{edge=\"loader->block-0\",reason=\"overflow\"} 0", text, StringComparison.Ordinal);
        Assert.Matches("actors_block_updates_total{block=\"3\"} [1-9]", text);
    }

    [Fact]
    public async Task Debians_promtool_accepts_the_metrics()
    {
        const string promtool = "/usr/bin/promtool";
        Assert.SkipUnless(File.Exists(promtool), "promtool is absent (apt-get install prometheus)");
        string text = await ScrapeDuringRun("metrics");
        using Process check = Process.Start(new ProcessStartInfo(promtool, "check metrics") { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        await check.StandardInput.WriteAsync(text);
        check.StandardInput.Close();
        string said = await check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken) + await check.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), (check.ExitCode, said));
    }

    [Theory]
    [InlineData("healthz", "ok\n")]
    [InlineData("readyz", "ready\n")]
    public async Task Probes_answer_during_a_run(string path, string answer)
    {
        Assert.Equal(answer, await ScrapeDuringRun(path));
    }

    [Fact]
    public async Task Not_ready_until_training_begins()
    {
        int port = FreePort();
        await using MetricsServer? server = await MetricsServer.StartAsync(
            new MetricsOptions { Port = port }, new Instruments([], "test", "async"), () => false, new RecordingObserver());
        using var http = new HttpClient();
        using HttpResponseMessage answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/readyz"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task A_busy_port_is_one_clear_line_and_costs_the_run_nothing()
    {
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        int port = ((IPEndPoint)busy.LocalEndpoint).Port;
        var observer = new RecordingObserver();
        RunOutcome outcome = await TinyRun.Of(TinyRun.Options with { Metrics = new MetricsOptions { Port = port } }, observer);
        Assert.Equal(ExitCode.Done, outcome.Code);
        RunEvent warning = Assert.Single(observer.Events, happened => happened.Severity == RunSeverity.Warning);
        Assert.StartsWith($"no metrics: http://127.0.0.1:{port} cannot be listened on", warning.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', warning.Text);
    }

    /// <summary>What a path says once the last block has made an update.</summary>
    static async Task<string> ScrapeDuringRun(string path)
    {
        int port = FreePort();
        using var stop = new CancellationTokenSource();
        var observer = new Scraper($"http://127.0.0.1:{port}/{path}", stop);
        RunOutcome outcome = await TinyRun.Of(
            TinyRun.Options.With(steps: 1_000_000) with { Metrics = new MetricsOptions { Port = port } }, observer, stop.Token);
        Assert.Equal(ExitCode.Interrupted, outcome.Code);
        return observer.Text ?? throw new InvalidOperationException("the run ended before it was scraped");
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    sealed class Scraper(string address, CancellationTokenSource stop) : IRunObserver
    {
        public string? Text { get; private set; }

        public void Event(RunEvent happened)
        {
        }

        public void Progress(RunProgress progress)
        {
            if (progress.Step > 0 && Text is null)
            {
                using var http = new HttpClient();
                using HttpResponseMessage answer = http.Send(new HttpRequestMessage(HttpMethod.Get, new Uri(address)));
                using var reader = new StreamReader(answer.Content.ReadAsStream());
                Text = reader.ReadToEnd();
                stop.Cancel();
            }
        }
    }
}
