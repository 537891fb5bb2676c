using Actors.Tests.Cluster;
using Actors.Tests.Processes;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Dashboard;

/// <summary>The page of a run over two nodes, one of which is killed.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class ClusterPageTests
{
    [Fact]
    public async Task The_page_says_where_each_block_lives_who_takes_part_and_what_happens_to_them()
    {
        using var folder = new TemporaryFolder();
        int web = Scrape.FreePort();
        using var cluster = new NodeCluster(
            folder,
            [
                "--data", "motion", "--batch", "2", "--steps", "100000", "--set", "data.clips=12", "--set", "delays.slowdown=1,1,20,1",
                "--overflow", "wait,wait,drop-oldest,wait", "--capacity", "1", "--place", "0,1=a;2,3=b", "--snapshot-every", "50", "--set", "faults.crash=1@20",
                "--dashboard", $"{web}", .. Tiny,
            ]);
        cluster.StartNode("a");
        cluster.StartNode("b");
        cluster.Train(2);
        await cluster.Updates(3, 2);
        await using Browser browser = await Browser.Open($"http://127.0.0.1:{web}/");
        await browser.Is(Node(0, "a") + " && " + Node(3, "b"));
        await browser.Is(Member("a", "up") + " && " + Member("b", "up") + " && " + Member("coordinator", "up"));
        await browser.Is(Happened("block-1 crashed at batch 20"));
        await browser.Is(Happened("edge block-1-&gt;block-2 has dropped"));
        await browser.Is(Happened("node a is here (1 of 2)") + " || " + Happened("node a is here (2 of 2)"));
        await SteeredPageTests.Pictures(browser, "cluster");

        cluster["b"].Signal(Die);
        await browser.Is(Happened("node b has left"));
        await browser.Is(Happened("waiting for b, which blocks are to be placed on"));
        cluster.StartNode("b");
        await browser.Is(Happened("incarnation 3: blocks 0,1=a; 2,3=b") + " && document.body.dataset.incarnation === '3' && " + Member("b", "up"));
        await browser.Reload();
        await browser.Is(Node(0, "a") + " && " + Node(3, "b") + " && " + Happened("node b has left"));
    }

    [Fact]
    public async Task A_node_that_is_lost_is_shown_as_lost_and_its_blocks_as_living_elsewhere()
    {
        using var folder = new TemporaryFolder();
        int web = Scrape.FreePort();
        using var cluster = new NodeCluster(
            folder, ["--data", "motion", "--batch", "2", "--steps", "100000", "--set", "data.clips=12", "--set", "delays.jitter=0.02", "--dashboard", $"{web}", .. Tiny]);
        cluster.StartNode("a");
        cluster.StartNode("b");
        cluster.Train(2);
        await cluster.Updates(3, 2);
        await using Browser browser = await Browser.Open($"http://127.0.0.1:{web}/");
        await browser.Is(Node(0, "a") + " && " + Node(3, "b"));
        cluster["b"].Signal(Die);
        await browser.Is(Node(0, "a") + " && " + Node(3, "a") + " && " + Member("b", "lost") + " && " + Member("a", "up"));
        await SteeredPageTests.Pictures(browser, "lost");
    }

    static string Node(int block, string node) => $"document.querySelector('[data-block=\"{block}\"] .node')?.textContent === 'on {node}'";

    static string Member(string name, string state) => $"document.querySelector('[data-member=\"{name}\"]')?.dataset.status === '{state}'";

    static string Happened(string text) => $"[...document.querySelectorAll('#events li')].some(item => item.innerHTML.includes('{text}'))";
}
