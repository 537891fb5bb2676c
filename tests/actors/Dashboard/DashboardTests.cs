using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Actors.Configuration;
using Actors.Runs;
using Actors.Tests.Processes;
using Actors.Tests.Runs;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Dashboard;

/// <summary>The live page of a run, in a browser.</summary>
public sealed class DashboardTests
{
    // Block 2 rests for so long (the seed says how long) that everything comes to stand still before it and behind it: what page and metrics say is of
    // the same moment.
    static readonly string[] still =
    [
        "--data", "motion", "--set", "data.clips=8", "--batch", "2", "--steps", "1000000", "--set", "delays.jitter=0,0,3600,0", "--capacity", "2,2,3,2", .. Tiny,
    ];

    [Fact]
    public async Task The_page_shows_the_states_depths_and_losses_of_the_metrics_and_a_slow_block_fills_the_edge_before_it()
    {
        using var folder = new TemporaryFolder();
        (int web, int metrics) = (Scrape.FreePort(), Scrape.FreePort());
        using ActorsProcess training = Start(folder, [.. still, "--dashboard", $"{web}", "--metrics-port", $"{metrics}", "--run", "run"]);
        using var scrape = new Scrape(metrics);
        await scrape.Until(training, IsStill);

        // A scrape is no photograph: the first one that finds all at rest may have read some losses before that.
        string text = await scrape.Until(training, IsStill);
        await using Browser browser = await Browser.Open($"http://127.0.0.1:{web}/");
        await browser.Is("document.querySelectorAll('[data-state=blocked]').length === 2");

        await Agree(browser, text);
        Assert.Equal(["starved"], await States(browser, 3));
        await browser.Is("document.querySelector('[data-edge=\"block-1->block-2\"]').hasAttribute('data-full')");
        await browser.Is("document.querySelector('[data-edge=\"block-2->block-3\"] .depth').textContent === '0 of 2, empty'");
        await browser.Is("[...document.querySelectorAll('#events li')].some(item => item.textContent.includes('snapshot 0 written'))");
        Assert.All(await browser.Loaded(), address => Assert.StartsWith($"http://127.0.0.1:{web}/", address, StringComparison.Ordinal));

        await browser.Reload();
        await browser.Is("document.querySelectorAll('[data-state=blocked]').length === 2");
        await Agree(browser, text);

        await browser.Press("Tab");
        await browser.Press("ArrowRight");
        await browser.Press("Enter");
        await browser.Is("document.querySelector('[data-block=\"1\"]').getAttribute('aria-pressed') === 'true' && document.activeElement.dataset.block === '1'");

        await SteeredPageTests.Pictures(browser, "page");
    }

    [Fact]
    public async Task A_page_that_stays_open_finds_the_next_run_on_its_port()
    {
        int web = Scrape.FreePort();
        using var folder = new TemporaryFolder();
        string[] options = [.. still, "--dashboard", $"{web}", .. NoPort];
        string first;
        Browser browser;
        using (Start(folder, [.. options, "--run", "one"]))
        {
            await SteeredPageTests.Listens(web);
            browser = await Browser.Open($"http://127.0.0.1:{web}/");
            await browser.Is("document.getElementById('title').textContent === 'one: tiny, async'");
            first = (await browser.Value("document.body.dataset.run")).GetString()!;
        }

        await using (browser)
        {
            await browser.Is("document.getElementById('link').classList.contains('lost')");
            using ActorsProcess second = Start(folder, [.. options, "--run", "two"]);
            await browser.Is("document.getElementById('title').textContent === 'two: tiny, async' && document.querySelectorAll('[data-block]').length === 4");
            Assert.NotEqual(first, (await browser.Value("document.body.dataset.run")).GetString());
        }
    }

    [Fact]
    public async Task A_page_elsewhere_cannot_read_along_under_a_name_of_its_own()
    {
        using var folder = new TemporaryFolder();
        int web = Scrape.FreePort();
        using ActorsProcess training = Start(folder, [.. still, "--dashboard", $"{web}", .. NoPort, "--run", "run"]);
        await SteeredPageTests.Listens(web);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{web}/");
        request.Headers.Host = "evil.example";
        using HttpResponseMessage refused = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, refused.StatusCode);
        using HttpResponseMessage page = await http.GetAsync(new Uri($"http://127.0.0.1:{web}/"), TestContext.Current.CancellationToken);
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_port_is_one_clear_line_and_a_page_changes_no_bit()
    {
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        int port = ((IPEndPoint)busy.LocalEndpoint).Port;
        var observer = new RecordingObserver();
        RunOutcome outcome = await TinyRun.Of(TinyRun.Options with { Dashboard = new DashboardOptions { Port = port } }, observer);
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.StartsWith(
            $"no live page: http://127.0.0.1:{port} cannot be listened on",
            Assert.Single(observer.Events, happened => happened.Severity == RunSeverity.Warning).Text, StringComparison.Ordinal);

        RunOutcome shown = await TinyRun.Of(TinyRun.Options with { Dashboard = new DashboardOptions { Port = Scrape.FreePort() } });
        Assert.Equal(outcome.Summary!.WeightsSha256, shown.Summary!.WeightsSha256);
        Assert.Equal(await TinyRun.Weights(TinyRun.Options), shown.Summary.WeightsSha256);
    }

    /// <summary>Block 2 has taken two activations and rests on the second: 3 wait for it and block 1 holds one, for which 2 wait and block 0 holds one.</summary>
    static bool IsStill(string text) =>
        Scrape.Value(text, "actors_block_state{block=\"1\",status=\"blocked\"}") == 1 && Scrape.Value(text, "actors_block_state{block=\"0\",status=\"blocked\"}") == 1
        && Scrape.Value(text, "actors_block_state{block=\"3\",status=\"starved\"}") == 1 && Scrape.Value(text, "actors_edge_depth{edge=\"loader->block-0\"}") == 2
        && new[] { 8.0, 5, 1, 1 }.Select((updates, block) => Scrape.Value(text, $"actors_block_updates_total{{block=\"{block}\"}}") == updates).All(still => still);

    static async Task Agree(Browser browser, string text)
    {
        foreach (string name in new[] { "loader->block-0", "block-0->block-1", "block-1->block-2", "block-2->block-3" })
        {
            JsonElement shown = await browser.Value($"(edge => [Number(edge.depth), Number(edge.capacity)])(document.querySelector('[data-edge=\"{name}\"]').dataset)");
            Assert.Equal(
                (Scrape.Value(text, $"actors_edge_depth{{edge=\"{name}\"}}"), Scrape.Value(text, $"actors_edge_capacity{{edge=\"{name}\"}}")),
                (shown[0].GetDouble(), shown[1].GetDouble()));
        }

        for (int block = 0; block < 4; block++)
        {
            string state = Assert.Single(await States(browser, block));
            Assert.Equal(1, Scrape.Value(text, $"actors_block_state{{block=\"{block}\",status=\"{state}\"}}"));
            string loss = (await browser.Value($"document.querySelector('[data-block=\"{block}\"]').dataset.loss")).GetString()!;
            Assert.Equal(Scrape.Value(text, $"actors_block_loss{{block=\"{block}\"}}"), double.Parse(loss, CultureInfo.InvariantCulture));
        }
    }

    static async Task<string[]> States(Browser browser, int block) =>
        [(await browser.Value($"document.querySelector('[data-block=\"{block}\"]').dataset.state")).GetString()!];
}
