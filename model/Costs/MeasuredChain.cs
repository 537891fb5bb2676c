using Actors.Model.Blocks;
using Actors.Model.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace Actors.Model.Costs;

/// <summary>Blocks one behind the other that learn on the calling thread, without actors: what a measurement steps.</summary>
/// <remarks>
/// A block with a decoder learns from its own loss; one without gets its gradient from the block behind it, as end to end. Where a part of a
/// chain is measured, noise stands for the activation before it, or the gradient from behind it.
/// </remarks>
public sealed class MeasuredChain : IDisposable
{
    readonly Block[] blocks;
    readonly MaskedTokens batch;
    readonly Tensor? before;
    readonly Tensor? behind;

    /// <summary>Builds the blocks.</summary>
    /// <param name="plans">Neighbouring blocks, in order.</param>
    /// <param name="batch">The batch of every step; stays the caller's.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="device">Where they compute.</param>
    public MeasuredChain(IReadOnlyList<BlockPlan> plans, MaskedTokens batch, long seed, TorchDevice device)
    {
        this.batch = batch;
        blocks = [.. plans.Select(plan => new Block(plan, seed, device))];
        before = plans[0].Index > 0 ? Noise(1) : null;
        behind = plans[^1].HasDecoder ? null : Noise(1e-3f);

        Tensor Noise(float scale)
        {
            using var scope = NewDisposeScope();
            using var factor = scale.ToScalar();
            return randn([batch.Clips, batch.Visible, plans[0].Shape.Width], device: device.Torch).mul_(factor).DetachFromDisposeScope();
        }
    }

    /// <summary>The blocks.</summary>
    public IReadOnlyList<Block> Blocks => blocks;

    /// <summary>One step of every block.</summary>
    /// <param name="learningRate">Of the updates.</param>
    /// <returns>What each block's step did, and where its time went.</returns>
    public IReadOnlyList<StepResult> Step(double learningRate)
    {
        var results = new StepResult[blocks.Length];
        Tensor? input = before;
        int waiting = 0;
        for (int k = 0; k < blocks.Length; k++)
        {
            Tensor output = blocks[k].Forward(input, batch, inputGradient: k > waiting);
            Free(input);
            input = output;
            if (!blocks[k].Plan.HasDecoder && k < blocks.Length - 1)
            {
                continue;
            }

            Tensor? gradient = blocks[k].Plan.HasDecoder ? blocks[k].BackwardFromLoss(batch) : blocks[k].Backward(behind!);
            results[k] = blocks[k].Update(learningRate);
            for (int j = k - 1; j >= waiting; j--)
            {
                Tensor? below = blocks[j].Backward(gradient!);
                gradient!.Dispose();
                gradient = below;
                results[j] = blocks[j].Update(learningRate);
            }

            gradient?.Dispose();
            waiting = k + 1;
        }

        Free(input);
        return results;
    }

    /// <summary>Steps several times.</summary>
    /// <param name="warmUp">Steps that do not count.</param>
    /// <param name="steps">Steps that do.</param>
    /// <returns>The median of each block.</returns>
    public IReadOnlyList<StepTime> Measure(int warmUp, int steps)
    {
        List<StepTime>[] times = [.. blocks.Select(_ => new List<StepTime>())];
        for (int step = 0; step < warmUp + steps; step++)
        {
            IReadOnlyList<StepResult> results = Step(1e-3);
            for (int k = 0; k < blocks.Length && step >= warmUp; k++)
            {
                times[k].Add(StepTime.Of(results[k]));
            }
        }

        return [.. times.Select(StepTime.Median)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(blocks, block => block.Dispose());
        before?.Dispose();
        behind?.Dispose();
    }

    void Free(Tensor? input)
    {
        if (!ReferenceEquals(input, before))
        {
            input?.Dispose();
        }
    }
}
