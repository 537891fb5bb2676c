using Actors.Edges;
using Actors.Links;
using Actors.Messages;
using Actors.Metrics;
using Actors.Tests.Links;
using Akka.Actor;
using Prometheus;
using Xunit;

namespace Actors.Tests.Metrics;

/// <summary>What a scrape says of links.</summary>
public class LinkInstrumentsTests
{
    [Fact]
    public async Task Every_series_is_there_from_the_start_and_says_what_the_link_has_counted()
    {
        await using var world = new LinkWorld(new EdgePlan("block-0", "block-1", 2, OverflowPolicy.Wait));
        CollectorRegistry registry = Prometheus.Metrics.NewCustomRegistry();
        var instruments = new LinkInstruments(registry, world.Port.Rejects);
        instruments.Watch([world.Down.Meter]);
        world.Receiver.Tell(new Credit(2));
        await world.Producer.Next<Credit>();
        using (var stranger = new RawLink(world.Port.Endpoint))
        {
            stranger.Send(new byte[FrameHeader.Size]);
            await stranger.Closed();
        }

        string text = await Scrape(registry);
        Assert.Contains("actors_edge_connected{edge=\"block-0->block-1\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains($"actors_edge_sent_bytes_total{{edge=\"block-0->block-1\"}} ", text, StringComparison.Ordinal);
        Assert.Contains("actors_edge_resent_frames_total{edge=\"block-0->block-1\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("actors_edge_rejected_frames_total{reason=\"malformed\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("actors_edge_rejected_frames_total{reason=\"old_incarnation\"} 0\n", text, StringComparison.Ordinal);
        instruments.Watch([]);
        Assert.Contains("actors_edge_connected{edge=\"block-0->block-1\"} 0\n", await Scrape(registry), StringComparison.Ordinal);
    }

    static async Task<string> Scrape(CollectorRegistry registry)
    {
        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text, TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }
}
