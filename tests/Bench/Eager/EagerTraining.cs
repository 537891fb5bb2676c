using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Actors.Bench.Eager;

/// <summary>The blocks of a mode with their optimizers: one for each block that learns by itself, one for all end to end.</summary>
internal sealed class EagerTraining
{
    readonly EagerBatch batch;
    readonly bool local;
    readonly EagerBlock[] blocks;
    readonly AdamW[] optimizers;

    /// <summary>Reads the weights.</summary>
    public EagerTraining(EagerJob job, string folder, EagerBatch batch, string mode)
    {
        this.batch = batch;
        local = mode == Modes[0];
        int last = job.Partition.Length - 1;
        blocks = [.. Enumerable.Range(0, job.Partition.Length).Select(k => new EagerBlock(job, folder, k, local || k == last))];
        optimizers = local ? [.. blocks.Select(block => Optimizer(job, [block]))] : [Optimizer(job, blocks)];
    }

    /// <summary>What there is to choose from.</summary>
    public static IReadOnlyList<string> Modes { get; } = ["simultaneous", "e2e"];

    /// <summary>One update of every block.</summary>
    /// <returns>The losses, one for each decoder.</returns>
    public double[] Step()
    {
        using var scope = NewDisposeScope();
        Tensor targets = batch.Targets();
        Tensor x = blocks[0].Embed(batch);
        List<double> losses = [];
        for (int k = 0; k < blocks.Length; k++)
        {
            x = blocks[k].forward(x);
            if (local)
            {
                losses.Add(Learn(blocks[k].Loss(x, batch, targets), optimizers[k]));
                x = x.detach();
            }
        }

        if (!local)
        {
            losses.Add(Learn(blocks[^1].Loss(x, batch, targets), optimizers[0]));
        }

        return [.. losses];
    }

    static double Learn(Tensor loss, AdamW optimizer)
    {
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        return loss.item<float>();
    }

    static AdamW Optimizer(EagerJob job, IReadOnlyList<EagerBlock> blocks)
    {
        AdamW.ParamGroup Group(bool decays) => new(
            [.. blocks.SelectMany(block => block.Trained()).Where(each => each.Decays == decays).Select(each => each.Parameter)],
            job.LearningRate, job.Beta1, job.Beta2, job.Epsilon, decays ? job.WeightDecay : 0);
        return optim.AdamW([Group(true), Group(false)], job.LearningRate, job.Beta1, job.Beta2, job.Epsilon, job.WeightDecay);
    }
}
