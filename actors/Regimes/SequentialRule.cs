using Actors.Messages;
using Actors.Model.Blocks;

namespace Actors.Regimes;

/// <summary>A block learns from its share of the batches; before, it sees none; after, it is frozen and only passes outputs on.</summary>
/// <remarks>No barrier separates the shares: the first batch of the next one comes behind the last of this one.</remarks>
internal sealed class SequentialRule(Block block, RegimePlan plan, BlockPorts ports) : ILearningRule
{
    public bool FreesOnTake => true;

    public StepResult? Learn(Activation activation)
    {
        MaskedTokens tokens = activation.Source.Tokens;
        if (plan.Learner(activation.Batch) != block.Plan.Index)
        {
            LocalRule.PassOn(ports, activation, block.ForwardFrozen(activation.Tokens, tokens), block.Updates);
            return null;
        }

        block.Forward(activation.Tokens, tokens).Dispose();
        return LocalRule.LearnLocally(block, ports, activation);
    }

    public StepResult? Learn(Gradient gradient) => throw new InvalidOperationException($"a block with a loss of its own got {gradient}");
}
