using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Actors.Bench.Eager;

/// <summary>Layers over visible and mask tokens, then pixels of the last ones.</summary>
internal sealed class EagerDecoder : nn.Module<Tensor, long, Tensor>
{
    readonly ModuleList<EagerLayer> layers;
    readonly LayerNorm norm;
    readonly Linear head;

    /// <summary>With any weights.</summary>
    public EagerDecoder(EagerJob job) : base(nameof(EagerDecoder))
    {
        layers = new ModuleList<EagerLayer>([.. Enumerable.Range(0, job.DecoderDepth).Select(_ => new EagerLayer(job.DecoderWidth, job.DecoderHeads, job.MlpRatio))]);
        norm = nn.LayerNorm(job.DecoderWidth, eps: 1e-6);
        head = nn.Linear(job.DecoderWidth, job.TokenPixels);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, long decoded)
    {
        using var scope = NewDisposeScope();
        Tensor x = layers.Aggregate(input, (tokens, layer) => layer.forward(tokens));
        return head.forward(norm.forward(x.narrow(1, x.shape[1] - decoded, decoded))).MoveToOuterDisposeScope();
    }
}
