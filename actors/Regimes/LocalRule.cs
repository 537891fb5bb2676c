using Actors.Messages;
using Actors.Model.Blocks;
using TorchSharp;

namespace Actors.Regimes;

/// <summary>Each block learns from its own loss on every batch: async and simultaneous.</summary>
internal sealed class LocalRule(Block block, BlockPorts ports) : ILearningRule
{
    public bool FreesOnTake => true;

    public StepResult? Learn(Activation activation)
    {
        torch.Tensor output = block.Forward(activation.Tokens, activation.Source.Tokens);

        // Before the decoder, the backward pass and the update: the next block computes meanwhile.
        PassOn(ports, activation, output, block.Updates);
        return LearnLocally(block, ports, activation);
    }

    public StepResult? Learn(Gradient gradient) => throw new InvalidOperationException($"a block with a loss of its own got {gradient}");

    /// <summary>Decoder, the block's own loss, backward pass and update.</summary>
    public static StepResult LearnLocally(Block block, BlockPorts ports, Activation activation)
    {
        block.BackwardFromLoss(activation.Source.Tokens, ports.LossWeight(activation.Batch), ports.LossGradient(activation.Batch))?.Dispose();
        return block.Update(activation.Source.LearningRate);
    }

    /// <summary>Hands an output to the next block with a share of its batch; frees it where there is none.</summary>
    public static void PassOn(BlockPorts ports, Activation from, torch.Tensor output, long updates)
    {
        if (ports.PassOn is { } pass)
        {
            pass(new Activation(from.Batch, output, from.Source.Share(), updates));
        }
        else
        {
            output.Dispose();
        }
    }
}
