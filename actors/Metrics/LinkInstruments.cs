using System.Text.Json;
using Actors.Links;
using Prometheus;

namespace Actors.Metrics;

/// <summary>Metrics of the edges that leave or enter this node. Read at the scrape: links count anyway.</summary>
public sealed class LinkInstruments
{
    readonly Counter sent;
    readonly Counter resent;
    readonly Gauge connected;
    readonly Counter rejected;
    readonly RejectCounts rejects;
    IReadOnlyList<LinkMeter> watched = [];

    /// <summary>Makes the series of a node.</summary>
    /// <param name="registry">Where they are scraped, such as <see cref="Instruments.Registry"/>.</param>
    /// <param name="rejects">What the node's edge port refuses.</param>
    public LinkInstruments(CollectorRegistry registry, RejectCounts rejects)
    {
        this.rejects = rejects;
        MetricFactory make = Prometheus.Metrics.WithCustomRegistry(registry);
        sent = make.CreateCounter(MetricNames.EdgeSentBytes, "Bytes that an edge's end on this node has sent, frames that were sent again included.", "edge");
        resent = make.CreateCounter(MetricNames.EdgeResentFrames, "Frames sent again after a connection was lost.", "edge");
        connected = make.CreateGauge(MetricNames.EdgeConnected, "1 while an edge has a connection to the other node, 0 while it is paused.", "edge");
        rejected = make.CreateCounter(MetricNames.EdgeRejectedFrames, "Connections and frames that this node has refused.", "reason");
        Collect();
        registry.AddBeforeCollectCallback(Collect);
    }

    /// <summary>From now on the counts of links are these. A later incarnation's links of the same edges count on.</summary>
    public void Watch(IReadOnlyList<LinkMeter> meters)
    {
        foreach (LinkMeter gone in watched.Where(meter => meters.All(other => other.Edge != meter.Edge)))
        {
            connected.WithLabels(gone.Edge).Set(0);
        }

        Volatile.Write(ref watched, meters);
        Collect();
    }

    void Collect()
    {
        foreach (RejectReason reason in Enum.GetValues<RejectReason>())
        {
            rejected.WithLabels(JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString())).IncTo(rejects.Of(reason));
        }

        foreach (LinkMeter meter in Volatile.Read(ref watched))
        {
            LinkCounts counts = meter.Counts();
            sent.WithLabels(meter.Edge).IncTo(counts.SentBytes);
            resent.WithLabels(meter.Edge).IncTo(counts.ResentFrames);
            connected.WithLabels(meter.Edge).Set(counts.Connected ? 1 : 0);
        }
    }
}
