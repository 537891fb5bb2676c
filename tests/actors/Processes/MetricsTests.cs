using System.Diagnostics;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Processes;

/// <summary>The metrics of a process that trains.</summary>
public sealed class MetricsTests
{
    // Names and labels as documented, written out: dashboards outside depend on them.
    static readonly string[] series =
    [
        "actors_build_info{version=\"", "actors_block_updates_total{block=\"0\"}", "actors_block_updates_total{block=\"3\"}",
        "actors_block_loss{block=\"0\"}", "actors_block_step_seconds_bucket{block=\"0\",le=\"", "actors_block_step_seconds_sum{block=\"0\"}",
        "actors_block_phase_seconds_total{block=\"0\",phase=\"forward\"}", "actors_block_phase_seconds_total{block=\"0\",phase=\"backward\"}",
        "actors_block_phase_seconds_total{block=\"0\",phase=\"optimizer\"}", "actors_block_phase_seconds_total{block=\"0\",phase=\"starved\"}",
        "actors_block_phase_seconds_total{block=\"0\",phase=\"blocked\"}", "actors_block_phase_seconds_total{block=\"0\",phase=\"snapshot\"}",
        "actors_block_state{block=\"0\",status=\"starved\"}", "actors_block_state{block=\"3\",status=\"computing\"}",
        "actors_edge_depth{edge=\"loader->block-0\"}", "actors_edge_depth{edge=\"block-2->block-3\"}", "actors_edge_capacity{edge=\"loader->block-0\"} 2",
        "actors_edge_age_updates_bucket{edge=\"block-0->block-1\",le=\"", "actors_edge_produced_total{edge=\"loader->block-0\"}",
        "actors_edge_consumed_total{edge=\"loader->block-0\"}", "actors_edge_dropped_total{edge=\"loader->block-0\",reason=\"overflow\"} 0",
        "actors_clips_total ", "actors_clips_skipped_total{reason=\"openfailed\"} 0", "actors_nonfinite_total{block=\"0\"} 0",
        "actors_block_restarts_total{block=\"0\",reason=\"crash\"} 0", "actors_snapshot_seconds_bucket{le=\"",
        "actors_snapshot_last_success_timestamp_seconds ", "actors_live_tensors{block=\"0\"}",
    ];

    [Fact]
    public async Task Every_metric_that_is_promised_is_there_while_a_process_trains_and_promtool_accepts_them()
    {
        using var folder = new TemporaryFolder();
        int port = Scrape.FreePort();
        using ActorsProcess process = Start(
            folder, ["--data", "motion", "--set", "data.clips=8", "--batch", "2", "--steps", "1000000", "--metrics-port", $"{port}", "--run", "run", .. Tiny]);
        using var scrape = new Scrape(port);
        string text = await scrape.Until(process, text => Scrape.Value(text, "actors_block_updates_total{block=\"3\"}") >= 3);
        Assert.Equal(("ok\n", "ready\n"), (await scrape.Get("healthz"), await scrape.Get("readyz")));
        process.Signal(Terminate);
        (await process.End(TimeSpan.FromSeconds(10))).With(143);

        string[] lines = text.Split('\n');
        Assert.All(series, name => Assert.Contains(lines, line => line.StartsWith(name, StringComparison.Ordinal)));
        Assert.All(lines.Where(line => line.Length > 0 && line[0] != '#'), line => Assert.StartsWith("actors_", line, StringComparison.Ordinal));
        Assert.True(Scrape.Value(text, "actors_clips_total") >= 3 * 2);
        await Promtool(text);
    }

    static async Task Promtool(string text)
    {
        const string promtool = "/usr/bin/promtool";
        Assert.SkipUnless(File.Exists(promtool), "promtool is absent (apt-get install prometheus)");
        using Process check = Process.Start(new ProcessStartInfo(promtool, "check metrics")
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        await check.StandardInput.WriteAsync(text);
        check.StandardInput.Close();
        Task<string> error = check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string said = await check.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await error;
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), (check.ExitCode, said));
    }
}
