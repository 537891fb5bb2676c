using Actors.Tests.Processes;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Dashboard;

/// <summary>A run that is steered from its page, in a browser.</summary>
public sealed class SteeredPageTests
{
    const string Secret = "0123456789abcdef0123456789abcdef";

    static readonly string[] training =
    [
        "--data", "motion", "--set", "data.clips=8", "--batch", "2", "--steps", "1000000", "--capacity", "2", "--set", "delays.jitter=0.02",
        "--snapshot-every", "0", .. Tiny,
    ];

    [Fact]
    public async Task Pause_resume_snapshot_and_a_slowdown_that_fills_the_edge_before_its_block_are_set_from_the_page()
    {
        using var folder = new TemporaryFolder();
        (int web, int metrics) = (Scrape.FreePort(), Scrape.FreePort());
        using ActorsProcess run = Start(folder, [.. training, "--dashboard", $"{web}", "--control", "--metrics-port", $"{metrics}", "--run", "run"]);
        using var scrape = new Scrape(metrics);
        await scrape.Until(run, text => Scrape.Value(text, "actors_block_updates_total{block=\"3\"}") > 2);
        await using Browser browser = await Browser.Open($"http://127.0.0.1:{web}/");
        await browser.Is("!document.getElementById('controls').hidden && document.getElementById('asks').hidden");

        await Click(browser, "pause");
        await browser.Is("document.querySelectorAll('[data-state=paused]').length === 4 && document.getElementById('link').textContent === 'paused'");
        await scrape.Until(run, text => Enumerable.Range(0, 4).All(k => Scrape.Value(text, $"actors_block_state{{block=\"{k}\",status=\"paused\"}}") == 1));
        await Pictures(browser, "paused");
        await browser.Is("document.getElementById('pause').textContent === 'Resume'");
        await Click(browser, "pause");
        await browser.Is("document.getElementById('link').textContent === 'live' && document.getElementById('pause').textContent === 'Pause'");

        await Click(browser, "snapshot");
        await browser.Is("[...document.querySelectorAll('#events li')].filter(item => /snapshot [1-9][0-9]* written/.test(item.textContent)).length === 1");

        await browser.Value("document.getElementById('slow-block').value = '2', document.getElementById('slow-factor').value = '1000'");
        await Click(browser, "slowdown");
        await browser.Is("document.getElementById('answer').textContent === 'block 2: slowdown 1000 from its next step on'");
        await browser.Is("document.querySelector('[data-edge=\"block-1->block-2\"]').hasAttribute('data-full')");
        await browser.Is("document.querySelector('[data-edge=\"block-2->block-3\"]').dataset.depth === '0' && document.querySelector('[data-block=\"3\"]').dataset.state === 'starved'");
        await browser.Is("[...document.querySelectorAll('#events li')].some(item => item.textContent.includes('block-2: slowdown 1000 instead of 1'))");
        await Pictures(browser, "slowed");

        await browser.Value("document.getElementById('slow-factor').value = '0'");
        await Click(browser, "slowdown");
        await browser.Is("document.getElementById('answer').classList.contains('refused')");
    }

    [Fact]
    public async Task A_page_of_a_run_with_a_secret_asks_for_it_and_one_without_control_shows_none()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.In("secret"), Secret, TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.In("secret"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        (int shut, int open) = (Scrape.FreePort(), Scrape.FreePort());
        using ActorsProcess plain = Start(folder, [.. training, "--dashboard", $"{shut}", .. NoPort, "--run", "plain"]);
        using ActorsProcess guarded = Start(
            folder, [.. training, "--dashboard", $"{open}", "--control", "--set", "dashboard.secret-file=secret", .. NoPort, "--run", "guarded"]);
        await Listens(shut);
        await Listens(open);
        await using Browser browser = await Browser.Open($"http://127.0.0.1:{shut}/");
        await browser.Is("document.querySelectorAll('[data-block]').length === 4 && document.getElementById('controls').hidden");

        await browser.Go($"http://127.0.0.1:{open}/");
        await browser.Is("document.querySelectorAll('[data-block]').length === 4 && !document.getElementById('asks').hidden");
        await Click(browser, "pause");
        await browser.Is("document.getElementById('answer').textContent.startsWith('the secret is missing or wrong')");
        await browser.Value($"document.getElementById('secret').value = '{Secret}'");
        await Click(browser, "pause");
        await browser.Is("document.querySelectorAll('[data-state=paused]').length === 4");
    }

    static Task Click(Browser browser, string id) => browser.Value($"document.getElementById('{id}').click()");

    internal static async Task Pictures(Browser browser, string name)
    {
        foreach ((int width, string theme) in new[] { (1200, "light"), (1200, "dark"), (390, "light"), (390, "dark") })
        {
            await browser.Look(width, theme);
            await browser.Is($"document.documentElement.scrollWidth <= {width} && matchMedia('(prefers-color-scheme: {theme})').matches");
            TestContext.Current.AddAttachment($"{name}-{width}-{theme}.png", await browser.Picture(), "image/png");
        }
    }

    internal static async Task Listens(int port)
    {
        using var http = new Scrape(port);
        long began = TimeProvider.System.GetTimestamp();
        while (await http.Get("") is null)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60), $"nobody listens on {port}");
        }
    }
}
