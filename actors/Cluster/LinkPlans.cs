using Actors.Links;
using Actors.Runs;

namespace Actors.Cluster;

/// <summary>What both ends of a run's links are told.</summary>
internal static class LinkPlans
{
    /// <summary>The setup of one end of a link.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="run">Its number.</param>
    /// <param name="token">Its secret.</param>
    /// <param name="incarnation">Number of the attempt.</param>
    /// <param name="edge">The edge's place in the chain.</param>
    /// <param name="meter">Counts this end.</param>
    public static LinkSetup Setup(RunPlan plan, Guid run, byte[] token, int incarnation, int edge, LinkMeter meter)
    {
        LinkTargets targets = plan.Options.Cluster.Targets;
        var shape = LinkShape.Of(plan.Shape, plan.Options.Training, plan.Regime, edge, targets);
        return new LinkSetup(new LinkIdentity(run, edge, incarnation), token, plan.EdgePlans[edge], shape, new LinkOptions { Targets = targets }, meter)
        {
            Trace = plan.Trace?.Link(edge, incarnation),
        };
    }
}
