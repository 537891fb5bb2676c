using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Actors.Metrics;
using Actors.Tests.Processes;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Metrics;

/// <summary>The configuration of Prometheus and Grafana in <c>hocon/observability</c>, against the metrics that there are and the real Prometheus.</summary>
public sealed partial class ObservabilityTests
{
    static readonly string folder = Path.Combine(SharedFolder.Checkout, "hocon", "observability");

    static readonly string[] histograms = [MetricNames.BlockStepSeconds, MetricNames.EdgeAge, MetricNames.SnapshotSeconds];

    static readonly string[] metrics =
    [
        .. typeof(MetricNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!),
    ];

    [Theory]
    [InlineData("recording.yml")]
    [InlineData("alerts.yml")]
    [InlineData("alerts_test.yml")]
    [InlineData("dashboard.json")]
    public void Only_metrics_that_exist_are_asked_for(string file)
    {
        string text = File.ReadAllText(Path.Combine(folder, file));
        string[] recorded = [.. Recorded().Matches(File.ReadAllText(Path.Combine(folder, "recording.yml"))).Select(match => match.Groups[1].Value)];
        string[] known = [.. metrics.Except(histograms), .. histograms.SelectMany(name => new[] { name + "_bucket", name + "_sum", name + "_count" })];
        // A name in prose, such as that of a histogram, is looked for as well.
        string[] used = [.. Metric().Matches(text).Select(match => match.Value).Distinct()];
        Assert.NotEmpty(used);
        Assert.All(used, name => Assert.Contains(name, name.Contains(':', StringComparison.Ordinal) ? recorded : [.. known, .. histograms]));
    }

    [Fact]
    public void Every_metric_is_shown_on_the_dashboard_or_by_a_recorded_rule_that_is()
    {
        string shown = string.Concat(Queries());
        string rules = File.ReadAllText(Path.Combine(folder, "recording.yml"));
        foreach (Match rule in RecordedRule().Matches(rules))
        {
            shown += shown.Contains(rule.Groups[1].Value, StringComparison.Ordinal) ? rule.Value : "";
        }

        Assert.All(metrics, name => Assert.Contains(name, shown, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_alert_says_what_to_do_and_is_tested()
    {
        string alerts = File.ReadAllText(Path.Combine(folder, "alerts.yml"));
        string tests = File.ReadAllText(Path.Combine(folder, "alerts_test.yml"));
        string[] each = alerts.Split("- alert: ")[1..];
        Assert.Equal(10, each.Length);
        Assert.All(each, alert =>
        {
            Assert.Contains("summary: ", alert, StringComparison.Ordinal);
            Assert.Contains("runbook: ", alert, StringComparison.Ordinal);
            Assert.Contains($"alertname=\"{alert.Split('\n')[0]}\"", tests, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Promtool_accepts_configuration_and_rules() => await PrometheusServer.Promtool(folder, "check", "config", "prometheus.yml");

    [Fact]
    public async Task Every_alert_fires_in_its_fault_and_is_silent_in_a_healthy_run() =>
        await PrometheusServer.Promtool(folder, "test", "rules", "alerts_test.yml");

    [Fact]
    public async Task An_alert_that_would_fire_in_a_healthy_run_or_never_is_found_by_the_tests_of_the_rules()
    {
        using var copy = new TemporaryFolder();
        foreach (string file in new[] { "recording.yml", "alerts_test.yml" })
        {
            File.Copy(Path.Combine(folder, file), copy.In(file));
        }

        string alerts = await File.ReadAllTextAsync(Path.Combine(folder, "alerts.yml"), TestContext.Current.CancellationToken);
        foreach ((string right, string wrong) in new[] { ("> 0.3\n", "> 0.1\n"), (">= 0.95", "> 1"), ("block_updates:rate1m == 0", "block_updates:rate1m < 0") })
        {
            Assert.Contains(right, alerts, StringComparison.Ordinal);
            await File.WriteAllTextAsync(copy.In("alerts.yml"), alerts.Replace(right, wrong, StringComparison.Ordinal), TestContext.Current.CancellationToken);
            await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => PrometheusServer.Promtool(copy.Path, "test", "rules", "alerts_test.yml"));
        }
    }

    [Fact]
    public async Task Prometheus_can_parse_every_query_of_the_dashboard()
    {
        using var scratch = new TemporaryFolder();
        IEnumerable<string> rules = Queries().Select((query, k) =>
            $"  - record: query:{k}\n    expr: {JsonSerializer.Serialize(query.Replace("$__rate_interval", "1m", StringComparison.Ordinal))}\n");
        await File.WriteAllTextAsync(
            scratch.In("queries.yml"), $"groups:\n- name: dashboard\n  rules:\n{string.Concat(rules)}", TestContext.Current.CancellationToken);
        await PrometheusServer.Promtool(scratch.Path, "check", "rules", "--lint=none", "queries.yml");
    }

    [Fact]
    public async Task A_real_Prometheus_finds_a_run_by_both_discoveries_and_nothing_fires()
    {
        using var scratch = new TemporaryFolder();
        (int run, int web) = (Scrape.FreePort(), Scrape.FreePort());
        foreach (string rules in new[] { "recording.yml", "alerts.yml" })
        {
            File.Copy(Path.Combine(folder, rules), scratch.In(rules));
        }

        string configuration = await File.ReadAllTextAsync(Path.Combine(folder, "prometheus.yml"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            scratch.In("prometheus.yml"),
            configuration.Replace(":9464", $":{run}", StringComparison.Ordinal).Replace("interval: 5s", "interval: 1s", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        Directory.CreateDirectory(scratch.In("targets"));
        await File.WriteAllTextAsync(
            scratch.In("targets/tiny.json"), $$"""[{ "labels": { "run": "tiny" }, "targets": ["127.0.0.1:{{run}}"] }]""", TestContext.Current.CancellationToken);
        using ActorsProcess training = ActorsProcess.Start(
            scratch, ["--data", "motion", "--set", "data.clips=8", "--batch", "2", "--steps", "1000000", "--metrics-port", $"{run}", "--run", "run", .. Tiny]);
        using var scrape = new Scrape(run);
        await scrape.Until(training, text => Scrape.Value(text, "actors_block_updates_total{block=\"3\"}") > 0);
        using PrometheusServer prometheus = PrometheusServer.Start(scratch.In("prometheus.yml"), scratch.In("tsdb"), web);

        await prometheus.Until("targets?state=active", data => data.GetProperty("activeTargets").EnumerateArray().Count(IsUp) == 2);
        await prometheus.Until(
            $"query?query={Uri.EscapeDataString("actors:block_updates:rate1m{run=\"tiny\"} > 0")}", data => data.GetProperty("result").GetArrayLength() == 4);
        JsonElement fires = await prometheus.Until("alerts", _ => true);
        Assert.DoesNotContain(fires.GetProperty("alerts").EnumerateArray(), alert => alert.GetProperty("state").GetString() == "firing");

        static bool IsUp(JsonElement target) => target.GetProperty("health").GetString() == "up";
    }

    static List<string> Queries()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "dashboard.json")));
        var queries = new List<string>();
        Find(dashboard.RootElement);
        return queries;

        void Find(JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (JsonProperty property in element.EnumerateObject())
                    {
                        if (property.Name == "expr")
                        {
                            queries.Add(property.Value.GetString()!);
                        }

                        Find(property.Value);
                    }

                    break;
                case JsonValueKind.Array:
                    foreach (JsonElement item in element.EnumerateArray())
                    {
                        Find(item);
                    }

                    break;
                default:
                    break;
            }
        }
    }

    [GeneratedRegex(@"\bactors[_:][a-z0-9_:]+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"record: (\S+)")]
    private static partial Regex Recorded();

    [GeneratedRegex(@"record: (\S+)(?:(?!- record)[\s\S])*")]
    private static partial Regex RecordedRule();
}
