using Actors.Model.Blocks;

namespace Actors.Regimes;

/// <summary>Which rule a regime means.</summary>
internal static class LearningRules
{
    /// <summary>The rule by which a block learns.</summary>
    public static ILearningRule Of(Block block, RegimePlan plan, BlockPorts ports) => plan.Regime switch
    {
        Regime.Sequential => new SequentialRule(block, plan, ports),
        Regime.E2e => new EndToEndRule(block, plan, ports),
        _ => new LocalRule(block, ports),
    };
}
