using Actors.Messages;
using Actors.Model.Blocks;
using TorchSharp;

namespace Actors.Regimes;

/// <summary>
/// One loss behind the last block: a block passes its output on, and learns when the gradient of it comes back. Each block steps its
/// own optimizer once the gradients of all micro-batches of a batch have added up.
/// </summary>
/// <remarks>
/// Gradients come on the control lane and so before the next activation: one forward, one backward, as in PipeDream-Flush
/// (Narayanan et al. 2021, arXiv 2006.09503).
/// </remarks>
internal sealed class EndToEndRule(Block block, RegimePlan plan, BlockPorts ports) : ILearningRule
{
    readonly Queue<double> learningRates = new();
    double loss;
    int backward;

    // The last block's gradients leave in the same step, so nothing of it is out.
    public bool FreesOnTake => ports.PassOn is null;

    public StepResult? Learn(Activation activation)
    {
        MaskedTokens tokens = activation.Source.Tokens;
        torch.Tensor output = block.Forward(activation.Tokens, tokens, inputGradient: ports.SendBack is not null);
        learningRates.Enqueue(activation.Source.LearningRate);
        if (ports.PassOn is not null)
        {
            LocalRule.PassOn(ports, activation, output, block.Updates);
            return null;
        }

        output.Dispose();
        torch.Tensor? gradient = block.BackwardFromLoss(
            tokens, ports.LossWeight(activation.Batch) / plan.MicroBatches, ports.LossGradient(activation.Batch));
        double part = block.PendingLoss - loss;
        return Return(activation.Batch, gradient, part);
    }

    public StepResult? Learn(Gradient gradient)
    {
        try
        {
            return Return(gradient.Batch, block.Backward(gradient.Tokens), gradient.Loss);
        }
        finally
        {
            ports.Free(gradient);
        }
    }

    StepResult? Return(long batch, torch.Tensor? inputGradient, double part)
    {
        double learningRate = learningRates.Dequeue();
        loss += part;
        if (inputGradient is not null)
        {
            ports.SendBack!(new Gradient(batch, inputGradient, part));
        }

        backward++;
        if (backward < plan.MicroBatches)
        {
            return null;
        }

        StepResult result = block.Update(learningRate) with { Loss = loss };
        loss = 0;
        backward = 0;
        return result;
    }
}
