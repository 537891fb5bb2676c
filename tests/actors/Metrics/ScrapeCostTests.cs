using System.Diagnostics;
using System.Globalization;
using Actors.Tests.Processes;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Metrics;

/// <summary>What it costs a run to be looked at.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class ScrapeCostTests(ITestOutputHelper output)
{
    const int Scrapes = 1000;
    const double PerSecond = 10;
    const double Most = 0.01;

    static readonly string[] training = ["--data", "motion", "--set", "data.clips=8", "--batch", "2", .. Tiny];

    // By processor time of a process that is paused, and so does nothing else: the difference of two throughputs drowns in the noise.
    [Fact]
    public async Task A_thousand_scrapes_at_ten_a_second_take_less_than_one_percent_of_one_core()
    {
        using var folder = new TemporaryFolder();
        (int page, int metrics) = (Scrape.FreePort(), Scrape.FreePort());
        using ActorsProcess run = Start(
            folder, ["train", .. training, "--steps", "1000000", "--dashboard", $"{page}", "--control", "--metrics-port", $"{metrics}", "--run", "run"]);
        using var scrape = new Scrape(metrics);
        await scrape.Until(run, text => Scrape.Value(text, "actors_block_updates_total{block=\"3\"}") > 3);
        (await Run(folder, "control", "run", "pause")).With(0);
        await scrape.Until(run, text => Enumerable.Range(0, 4).All(k => Scrape.Value(text, $"actors_block_state{{block=\"{k}\",status=\"paused\"}}") == 1));
        using Process process = Process.GetProcessById(run.Id);

        // The first ones pay for the compiler as well, and others on the machine for caches: the least of a few is what a scrape takes.
        List<double> shares = [];
        for (int round = 0; round < 6 && !shares.Any(share => share <= Most); round++)
        {
            (double seconds, int bytes) = await Cost(process, scrape, Scrapes);
            shares.Add(seconds / Scrapes * PerSecond);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{seconds / Scrapes * 1e6:0} us of processor time a scrape of {bytes} bytes: {shares[^1]:P2} of one core at {PerSecond} a second"));
        }

        Assert.InRange(shares.Min(), 0, Most);
    }

    [Fact]
    public async Task Series_are_the_same_from_the_first_scrape_of_a_run_to_the_last()
    {
        using var folder = new TemporaryFolder();
        int metrics = Scrape.FreePort();
        using ActorsProcess run = Start(
            folder,
            [
                "train", .. training, "--steps", "60", "--set", "delays.jitter=0.02", "--set", "faults.crash=1@20", "--snapshot-every", "10", "--overflow", "wait,drop-oldest,wait,wait",
                "--metrics-port", $"{metrics}", "--run", "run",
            ]);
        using var scrape = new Scrape(metrics);
        List<string[]> seen = [];
        await foreach (string text in scrape.Each(run))
        {
            seen.Add([.. Scrape.Series(text)]);
        }

        (await run.End(TimeSpan.FromSeconds(60))).With(0);
        Assert.True(seen.Count > 10, $"{seen.Count} scrapes");
        output.WriteLine($"{seen.Count} scrapes of {seen[0].Length} series");
        Assert.All(seen, series => Assert.Equal(seen[0], series));
    }

    [Fact]
    public async Task Weights_are_the_same_with_Prometheus_page_and_trace_all_on()
    {
        using var bare = new TemporaryFolder();
        string[] expected = (await Run(bare, ["train", .. training, "--steps", "40", "--run", "run", .. NoPort])).With(0).Weights;

        using var folder = new TemporaryFolder();
        (int page, int metrics, int web) = (Scrape.FreePort(), Scrape.FreePort(), Scrape.FreePort());
        await File.WriteAllTextAsync(
            folder.In("prometheus.yml"),
            $$"""
            global: { scrape_interval: 100ms, scrape_timeout: 100ms }
            scrape_configs: [{ job_name: actors, static_configs: [{ targets: ["127.0.0.1:{{metrics}}"] }] }]
            """,
            TestContext.Current.CancellationToken);
        using PrometheusServer prometheus = PrometheusServer.Start(folder.In("prometheus.yml"), folder.In("tsdb"), web);
        await prometheus.Until("targets?state=active", data => data.GetProperty("activeTargets").GetArrayLength() == 1);
        using ActorsProcess run = Start(
            folder,
            ["train", .. training, "--steps", "40", "--set", "delays.jitter=0.1", "--dashboard", $"{page}", "--control", "--metrics-port", $"{metrics}", "--trace", "--run", "run"]);
        using var http = new HttpClient();
        using var scrape = new Scrape(metrics);
        await scrape.Until(run, text => Scrape.Value(text, "actors_block_updates_total{block=\"3\"}") > 0);
        string events = await http.GetStringAsync(new Uri($"http://127.0.0.1:{page}/events"), TestContext.Current.CancellationToken);
        Assert.Equal(expected, (await run.End(TimeSpan.FromSeconds(60))).With(0).Weights);
        Assert.Contains("event: end", events, StringComparison.Ordinal);
        await prometheus.Until(
            $"query?query={Uri.EscapeDataString("max_over_time(actors_block_updates_total{block=\"3\"}[5m]) > 1")}", data => data.GetProperty("result").GetArrayLength() == 1);
        Assert.True(File.Exists(folder.In("run/trace.json")));
    }

    static async Task<(double Seconds, int Bytes)> Cost(Process process, Scrape scrape, int scrapes)
    {
        process.Refresh();
        TimeSpan before = process.TotalProcessorTime;
        int bytes = 0;
        for (int k = 0; k < scrapes; k++)
        {
            bytes = (await scrape.Get("metrics"))!.Length;
        }

        process.Refresh();
        return ((process.TotalProcessorTime - before).TotalSeconds, bytes);
    }
}
