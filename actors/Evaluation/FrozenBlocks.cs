using Actors.Model.Blocks;
using Actors.Model.Checkpoints;
using Actors.Model.Devices;
using Actors.Model.Evaluation;
using Actors.Model.Optimizers;
using Actors.Runs;
using TorchSharp;

namespace Actors.Evaluation;

/// <summary>The blocks of a snapshot, as they are after its batches. They learn nothing, so any number of threads may use them.</summary>
internal sealed class FrozenBlocks : IDisposable
{
    readonly List<Block> blocks = [];
    readonly TorchDevice device;

    /// <summary>Loads every block.</summary>
    /// <exception cref="RunException">A file isn't that block's state (5).</exception>
    public FrozenBlocks(EvaluatedRun run, TorchDevice device)
    {
        this.device = device;
        try
        {
            for (int k = 0; k < run.Partition.Blocks; k++)
            {
                var plan = new BlockPlan(k, run.Partition.FirstLayer(k), run.Partition.Layers[k], run.Shape, new OptimizerOptions(), run.HasDecoder(k));
                blocks.Add(new Block(plan, run.Options.Training.Seed, device));
                blocks[k].Restore(SafetensorsFile.Read(run.Snapshot.PathOf(k)));
            }
        }
        catch (InvalidDataException e)
        {
            Dispose();
            throw new RunException(ExitCode.Checkpoint, $"{run.Snapshot.Folder}: {e.Message}", e);
        }
    }

    /// <summary>Number of blocks.</summary>
    public int Count => blocks.Count;

    /// <summary>Shows each block's tokens for whole clips.</summary>
    /// <param name="pixels">8-bit pixels of all tokens <c>[clips, tokens, pixels]</c>.</param>
    /// <param name="visit">Takes the block's number and its residual stream <c>[clips, tokens, width]</c>, valid during the call.</param>
    public void Whole(torch.Tensor pixels, Action<int, torch.Tensor> visit) =>
        Chain(pixels, (block, input, _) => block.Embed(input), visit);

    /// <summary>Each block's own loss on each clip of a masked batch; null of one without a decoder.</summary>
    public double[]?[] Losses(MaskedTokens batch)
    {
        double[]?[] losses = new double[]?[blocks.Count];
        Chain(batch.VisiblePixels, (block, input, k) => block.ForwardFrozen(k == 0 ? null : input, batch), (k, residual) =>
            losses[k] = MaskedLoss.Of(blocks[k], residual, batch));
        return losses;
    }

    /// <summary>Where they compute.</summary>
    public TorchDevice Device => device;

    /// <summary>Brings a tensor to the blocks' device.</summary>
    public torch.Tensor Here(torch.Tensor tensor) => device.IsCuda ? tensor.to(device.Torch) : tensor;

    /// <inheritdoc/>
    public void Dispose() => blocks.ForEach(block => block.Dispose());

    void Chain(torch.Tensor input, Func<Block, torch.Tensor, int, torch.Tensor> forward, Action<int, torch.Tensor> visit)
    {
        torch.Tensor tokens = input;
        for (int k = 0; k < blocks.Count; k++)
        {
            torch.Tensor next = forward(blocks[k], tokens, k);
            if (k > 0)
            {
                tokens.Dispose();
            }

            tokens = next;
            visit(k, tokens);
        }

        tokens.Dispose();
    }
}
