using System.Diagnostics;
using Actors.Model.Checkpoints;
using Actors.Model.Devices;
using Actors.Model.Interop;
using Actors.Model.Optimizers;
using Actors.Model.Parameters;
using TorchSharp;
using static TorchSharp.torch;

namespace Actors.Model.Blocks;

/// <summary>Consecutive encoder layers that learn from their own decoder, loss and optimizer. Runs without actors.</summary>
/// <remarks>
/// Not thread-safe: one thread at a time. Forward passes keep their graphs, first in, first out, until <see cref="Learn"/> or a backward
/// pass takes them. No tensor made here lies in a dispose scope of the caller; outputs belong to the caller.
/// </remarks>
public sealed class Block : IDisposable
{
    readonly TorchDevice device;
    readonly ParameterTable table;
    readonly FusedAdamW optimizer;
    readonly BlockState state;
    readonly Queue<KeptGraph> graphs = new();
    StepResult pending;

    /// <summary>Builds the block on a device, its weights a function of the seed and each tensor's place in the model alone.</summary>
    /// <exception cref="ArgumentException">The plan's parts don't fit each other.</exception>
    /// <exception cref="LibtorchException">libtorch can't be loaded.</exception>
    public Block(BlockPlan plan, long seed, TorchDevice device)
    {
        Plan = plan.Validate();
        this.device = device;
        Libtorch.Load();
        table = new ParameterTable { Precision = plan.Precision, Recompute = plan.Recompute };
        using var scope = NewDisposeScope();
        Encoder = new Encoder(table, plan, device.Torch);
        Decoder = plan.HasDecoder ? Decoder.Of(table, plan, device.Torch) : null;
        table.Allocate(seed, device.Torch);
        optimizer = new FusedAdamW(plan.Optimizer, table, device.Torch);
        state = new BlockState(table, optimizer, plan.Index);
        pending = Nothing;
    }

    StepResult Nothing => new(Decoder is null ? double.NaN : 0, 0, true, 0, 0, 0, 0);

    /// <summary>What the block is made of.</summary>
    public BlockPlan Plan { get; }

    /// <summary>Told of each phase of a step as it ends: when it began and ended, as <see cref="Stopwatch.GetTimestamp"/> counts. Null by default.</summary>
    public Action<StepPhase, long, long>? Timed { get; set; }

    /// <summary>Updates made.</summary>
    public long Updates => optimizer.Steps;

    /// <summary>Loss added up by <see cref="BackwardFromLoss"/> since the last update; 0 when there was none.</summary>
    public double PendingLoss => Decoder is null ? 0 : pending.Loss;

    /// <summary>Forward passes whose backward pass is still to come.</summary>
    public int KeptGraphs => graphs.Count;

    internal Encoder Encoder { get; }

    internal Decoder? Decoder { get; }

    internal IReadOnlyList<Parameter> Parameters => table.Parameters;

    /// <summary>Runs the layers and keeps the graph for the backward pass.</summary>
    /// <param name="tokens">The previous block's output <c>[batch, visible, width]</c>; null for block 0, which embeds pixels.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="inputGradient">Whether the backward pass is to return the gradient of <paramref name="tokens"/>.</param>
    /// <returns>The residual stream before any norm, detached, float32 <c>[batch, visible, width]</c>. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A tensor's shape or element type doesn't fit.</exception>
    public Tensor Forward(Tensor? tokens, MaskedTokens batch, bool inputGradient = false)
    {
        long started = Stopwatch.GetTimestamp();
        CheckInput(tokens, batch);
        using var scope = NewDisposeScope();
        using var graph = enable_grad();
        Tensor? leaf = inputGradient ? tokens?.detach().requires_grad_() : null;
        Tensor residual = Encoder.Forward(leaf ?? tokens ?? Encoder.Embed(batch.VisiblePixels, batch.VisibleIndex));
        graphs.Enqueue(new KeptGraph(leaf?.DetachFromDisposeScope(), residual.DetachFromDisposeScope()));
        pending = pending with { ForwardSeconds = pending.ForwardSeconds + Took(StepPhase.Forward, started) };
        return residual.detach().DetachFromDisposeScope();
    }

    /// <summary>Runs the layers without a graph, for a frozen block.</summary>
    /// <returns>As <see cref="Forward"/>.</returns>
    public Tensor ForwardFrozen(Tensor? tokens, MaskedTokens batch)
    {
        long started = Stopwatch.GetTimestamp();
        CheckInput(tokens, batch);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor output = Encoder.Forward(tokens ?? Encoder.Embed(batch.VisiblePixels, batch.VisibleIndex)).DetachFromDisposeScope();
        Took(StepPhase.Forward, started);
        return output;
    }

    /// <summary>Runs the layers over all tokens of whole clips, without a graph, for evaluation.</summary>
    /// <param name="input">Block 0: 8-bit pixels of all tokens <c>[batch, tokens, pixels]</c>; else the previous block's result.</param>
    /// <returns>The residual stream <c>[batch, tokens, width]</c>. The caller owns it.</returns>
    public Tensor Embed(Tensor input)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        return Encoder.Forward(Plan.Index == 0 ? Encoder.Embed(input, AllTokens(input)) : input).DetachFromDisposeScope();
    }

    /// <summary>Decoder, local loss, backward pass through the oldest kept graph, and one update.</summary>
    /// <exception cref="InvalidOperationException">No forward pass is kept, or the block has no decoder.</exception>
    public StepResult Learn(MaskedTokens batch, double learningRate)
    {
        BackwardFromLoss(batch)?.Dispose();
        return Update(learningRate);
    }

    /// <summary><see cref="Forward"/>, then <see cref="Learn"/>.</summary>
    public StepResult Train(Tensor? tokens, MaskedTokens batch, double learningRate, out Tensor output)
    {
        output = Forward(tokens, batch);
        return Learn(batch, learningRate);
    }

    /// <summary>Decoder, loss, and backward pass through the oldest kept graph; gradients add up until <see cref="Update"/>.</summary>
    /// <param name="batch">The batch of that forward pass.</param>
    /// <param name="weight">Factor of the loss: 1 over the number of micro-batches that share an update.</param>
    /// <param name="gradient">Gradient of the loss by itself: 1, unless a fault is injected.</param>
    /// <returns>The gradient of the forward pass's tokens, where it was asked for; the caller owns it.</returns>
    /// <exception cref="InvalidOperationException">No forward pass is kept, or the block has no decoder.</exception>
    public Tensor? BackwardFromLoss(MaskedTokens batch, double weight = 1, double gradient = 1)
    {
        Decoder decoder = Decoder
            ?? throw new InvalidOperationException($"block {Plan.Index} has no decoder, so it has no loss to learn from");
        using KeptGraph graph = OldestGraph();
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        long started = Stopwatch.GetTimestamp();
        using Scalar factor = weight.ToScalar();
        Tensor loss = decoder.Loss(graph.Residual, batch) * factor;
        double decoderSeconds = Took(StepPhase.Decoder, started);
        started = Stopwatch.GetTimestamp();
        using Scalar seed = gradient.ToScalar();
        loss.backward([full_like(loss, seed)]);

        // Read behind the backward pass: reading waits for the device, which by then has its work queued.
        pending = pending with
        {
            Loss = pending.Loss + loss.item<float>(),
            DecoderSeconds = pending.DecoderSeconds + decoderSeconds,
            BackwardSeconds = pending.BackwardSeconds + Took(StepPhase.Backward, started),
        };
        return graph.Input?.grad?.DetachFromDisposeScope();
    }

    /// <summary>Backward pass through the oldest kept graph from the gradient of its output, as end-to-end training sends it.</summary>
    /// <param name="outputGradient">Gradient of the loss by the output, <c>[batch, visible, width]</c>.</param>
    /// <returns>The gradient of the forward pass's tokens, where it was asked for; the caller owns it.</returns>
    /// <exception cref="InvalidOperationException">No forward pass is kept.</exception>
    public Tensor? Backward(Tensor outputGradient)
    {
        long started = Stopwatch.GetTimestamp();
        using KeptGraph graph = OldestGraph();
        using var scope = NewDisposeScope();
        graph.Residual.backward([outputGradient]);
        pending = pending with { BackwardSeconds = pending.BackwardSeconds + Took(StepPhase.Backward, started) };
        return graph.Input?.grad?.DetachFromDisposeScope();
    }

    /// <summary>One optimizer step with the gradients added up since the last one.</summary>
    /// <returns>
    /// Losses and times added up since then. When they were not finite nothing was changed, and the gradients are dropped.
    /// </returns>
    public StepResult Update(double learningRate)
    {
        long started = Stopwatch.GetTimestamp();
        double norm = optimizer.GradNorm();
        bool finite = double.IsFinite(norm) && (Decoder is null || double.IsFinite(pending.Loss));
        StepResult result = pending with { GradNorm = norm, Finite = finite };
        if (result.Finite)
        {
            optimizer.Clip(norm);
            optimizer.Step(learningRate);
        }

        optimizer.ZeroGradients();
        pending = Nothing;
        return result with { OptimizerSeconds = Took(StepPhase.Optimizer, started) };
    }

    /// <summary>Drops the kept graphs and the gradients that no update has used.</summary>
    public void Discard()
    {
        while (graphs.TryDequeue(out KeptGraph? graph))
        {
            graph.Dispose();
        }

        optimizer.ZeroGradients();
        pending = Nothing;
    }

    /// <summary>
    /// Encoder, decoder and optimizer tensors in ordinal order of their names. They are the block's own: copy, don't dispose.
    /// </summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> State() => state.Tensors();

    /// <summary>
    /// A copy of <see cref="State"/> on the block's device, for a writer that works while training goes on. The caller owns it.
    /// </summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> CopyState() => state.Copy();

    /// <summary>Takes a state that <see cref="State"/> gave and a file has kept. All or nothing; kept graphs are dropped.</summary>
    /// <exception cref="InvalidDataException">
    /// One line that names the first tensor that is absent, unknown, or of another shape or type.
    /// </exception>
    public void Restore(SafetensorsFile file)
    {
        Discard();
        state.Restore(file.Entries);
    }

    /// <summary>Takes weights only, and starts the optimizer anew.</summary>
    /// <param name="weights">Exactly the block's encoder and decoder tensors, by the names of <see cref="State"/>.</param>
    /// <exception cref="InvalidDataException">As <see cref="Restore"/>.</exception>
    public void RestoreWeights(IReadOnlyDictionary<string, SafetensorsEntry> weights)
    {
        Discard();
        state.RestoreWeights(weights);
    }

    /// <summary>SHA-256 over the raw little-endian bytes of <see cref="State"/>'s tensors in name order. Lower-case hexadecimal.</summary>
    public string WeightsSha256() => state.Sha256();

    /// <inheritdoc/>
    public void Dispose()
    {
        while (graphs.TryDequeue(out KeptGraph? graph))
        {
            graph.Dispose();
        }

        state.Dispose();
        optimizer.Dispose();
        table.Dispose();
        Encoder.Dispose();
        Decoder?.Dispose();
    }

    KeptGraph OldestGraph() => graphs.TryDequeue(out KeptGraph? graph)
        ? graph
        : throw new InvalidOperationException(
            $"block {Plan.Index}: a backward pass needs a forward pass before it, after {Updates} updates none is kept");

    void CheckInput(Tensor? tokens, MaskedTokens batch)
    {
        batch.Check(Plan.Shape);
        if ((tokens is null) != (Plan.Index == 0))
        {
            string takes = Plan.Index == 0 ? "pixels, no tokens" : "tokens of the block before it";
            throw new ArgumentException($"block {Plan.Index} takes {takes}");
        }

        long[] expected = [batch.Clips, batch.Visible, Plan.Shape.Width];
        if (tokens is not null && (tokens.dtype != ScalarType.Float32 || !tokens.shape.AsSpan().SequenceEqual(expected)))
        {
            throw new ArgumentException(
                $"block {Plan.Index}: tokens are {tokens.dtype} [{string.Join(", ", tokens.shape)}], " +
                $"expected Float32 [{string.Join(", ", expected)}]");
        }
    }

    Tensor AllTokens(Tensor input)
    {
        using Scalar tokens = input.shape[1].ToScalar();
        return arange(tokens, ScalarType.Int64, device.Torch).expand(input.shape[0], -1);
    }

    double Took(StepPhase phase, long started)
    {
        long ended = Stopwatch.GetTimestamp();
        Timed?.Invoke(phase, started, ended);
        return Stopwatch.GetElapsedTime(started, ended).TotalSeconds;
    }
}
