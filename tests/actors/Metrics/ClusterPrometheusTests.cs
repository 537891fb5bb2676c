using System.Text.Json;
using Actors.Tests.Cluster;
using Actors.Tests.Processes;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Metrics;

/// <summary>The real Prometheus on a coordinator and two nodes, with the rules of <c>hocon/observability</c> made impatient.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class ClusterPrometheusTests
{
    static readonly string rules = Path.Combine(SharedFolder.Checkout, "hocon", "observability");

    [Fact]
    public async Task All_processes_are_found_the_alerts_of_the_injected_faults_fire_and_no_others()
    {
        using var folder = new TemporaryFolder();
        (int web, int page, int a, int b) = (Scrape.FreePort(), Scrape.FreePort(), Scrape.FreePort(), Scrape.FreePort());

        // Block 0 is the slowest by far, so that no edge behind it is full even while others use the processor; an unreachable node stays a member long enough to be seen.
        using var cluster = new NodeCluster(
            folder,
            [
                "--data", "motion", "--set", "data.clips=8", "--batch", "2", "--steps", "1000000", "--set", "delays.slowdown=50,1,1,1", "--place", "0,1=a;2,3=b",
                "--set", "cluster.stable-after=8", "--dashboard", $"{page}", "--control", .. Tiny,
            ]);
        cluster.StartNode("a", "--metrics-port", $"{a}", "--set", "cluster.stable-after=8");
        cluster.StartNode("b", "--metrics-port", $"{b}", "--set", "cluster.stable-after=8");
        cluster.Train(2);
        await cluster.Updates(3, 3);
        await Configure(folder, cluster.MetricsPort, a, b);
        using PrometheusServer prometheus = PrometheusServer.Start(folder.In("prometheus.yml"), folder.In("tsdb"), web);

        await prometheus.Until("targets?state=active", data => data.GetProperty("activeTargets").EnumerateArray().Count(Is("health", "up")) == 4);
        await prometheus.Until("rules", data => Rules(data).Count() == 21 && Rules(data).All(Is("health", "ok")));
        await prometheus.Until(Query("min(count_over_time(up[20s])) >= 15"), HasResults);
        string[] before = await Series(cluster.MetricsPort, a);
        Assert.Empty(await Firing(prometheus));

        (await Run(folder, "control", "run", "slowdown", "3", "1000")).With(0);
        await prometheus.Until("alerts", data => Names(data).Contains("ActorsEdgeFull"));
        Assert.Equal(["ActorsEdgeFull"], await Firing(prometheus));
        Assert.Equal(before, await Series(cluster.MetricsPort, a));

        cluster["b"].Signal(Die);
        await prometheus.Until("alerts", data => Names(data).Contains("ActorsTargetDown"));
        await prometheus.Until(Query("ALERTS{alertname=\"ActorsMemberUnreachable\",alertstate=\"firing\"}"), HasResults);
        await prometheus.Until(Query("count(ALERTS{alertstate=\"firing\",alertname!~\"ActorsEdgeFull|ActorsTargetDown|ActorsMemberUnreachable\"}) or vector(0)"), IsZero);
    }

    // Minutes become seconds; what an alert is about stays as it is.
    static async Task Configure(TemporaryFolder folder, int coordinator, int a, int b)
    {
        foreach (string file in new[] { "recording.yml", "alerts.yml", "prometheus.yml" })
        {
            string text = await File.ReadAllTextAsync(Path.Combine(rules, file), TestContext.Current.CancellationToken);
            foreach ((string slow, string fast) in new[]
            {
                (":9464", $":{coordinator}"), ("interval: 5s", "interval: 1s"), ("for: 10m", "for: 3s"), ("for: 1m", "for: 2s"), ("for: 10s", "for: 1s"), ("}[1m]) >=", "}[3s]) >="),
            })
            {
                text = text.Replace(slow, fast, StringComparison.Ordinal);
            }

            await File.WriteAllTextAsync(folder.In(file), text, TestContext.Current.CancellationToken);
        }

        Directory.CreateDirectory(folder.In("targets"));
        await File.WriteAllTextAsync(
            folder.In("targets/tiny.json"),
            $$"""[{ "labels": { "run": "tiny" }, "targets": ["127.0.0.1:{{coordinator}}", "127.0.0.1:{{a}}", "127.0.0.1:{{b}}"] }]""",
            TestContext.Current.CancellationToken);
    }

    static async Task<string[]> Series(params int[] ports)
    {
        List<string> series = [];
        foreach (int port in ports)
        {
            using var scrape = new Scrape(port);
            series.AddRange(Scrape.Series((await scrape.Get("metrics"))!).Select(name => $"{port} {name}"));
        }

        return [.. series];
    }

    static async Task<string[]> Firing(PrometheusServer prometheus) => Names(await prometheus.Until("alerts", _ => true));

    static string[] Names(JsonElement data) =>
    [
        .. data.GetProperty("alerts").EnumerateArray().Where(Is("state", "firing"))
            .Select(alert => alert.GetProperty("labels").GetProperty("alertname").GetString()!).Distinct().Order(StringComparer.Ordinal),
    ];

    static IEnumerable<JsonElement> Rules(JsonElement data) =>
        data.GetProperty("groups").EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray());

    static Func<JsonElement, bool> Is(string name, string value) => element => element.GetProperty(name).GetString() == value;

    static string Query(string query) => $"query?query={Uri.EscapeDataString(query)}";

    static bool HasResults(JsonElement data) => data.GetProperty("result").GetArrayLength() > 0;

    static bool IsZero(JsonElement data) => data.GetProperty("result")[0].GetProperty("value")[1].GetString() == "0";
}
