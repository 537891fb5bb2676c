using Actors.Model.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Actors.Bench.Eager;

/// <summary>Consecutive layers; with a decoder, also a loss.</summary>
internal sealed class EagerBlock : nn.Module<Tensor, Tensor>
{
    readonly EagerPatchEmbedding? patch_embed;
    readonly ModuleList<EagerLayer> layers;
    readonly LayerNorm? norm;
    readonly Linear? encoder_to_decoder;
    readonly Parameter? mask_token;
    readonly EagerDecoder? decoder;
    readonly Tensor places;
    readonly Tensor decoderPlaces;
    readonly Tensor mean;
    readonly Tensor deviation;

    /// <summary>Reads its weights.</summary>
    public EagerBlock(EagerJob job, string folder, int index, bool decodes) : base(nameof(EagerBlock))
    {
        patch_embed = index == 0 ? new EagerPatchEmbedding(job) : null;
        layers = new ModuleList<EagerLayer>([.. Enumerable.Range(0, job.Partition[index]).Select(_ => new EagerLayer(job.Width, job.Heads, job.MlpRatio))]);
        if (decodes)
        {
            norm = nn.LayerNorm(job.Width, eps: 1e-6);
            encoder_to_decoder = nn.Linear(job.Width, job.DecoderWidth, hasBias: false);
            mask_token = new Parameter(zeros(1, 1, job.DecoderWidth));
            decoder = new EagerDecoder(job);
        }

        RegisterComponents();
        places = Eager.Positions(job.Tokens, job.Width);
        decoderPlaces = Eager.Positions(job.Tokens, job.DecoderWidth);
        mean = tensor([0.485f, 0.456f, 0.406f]).repeat(job.TokenPixels / 3);
        deviation = tensor([0.229f, 0.224f, 0.225f]).repeat(job.TokenPixels / 3);
        Load(Path.Combine(folder, $"block-{index}.safetensors"));
    }

    /// <summary>Block 0's first tokens.</summary>
    public Tensor Embed(EagerBatch batch)
    {
        using var scope = NewDisposeScope();
        Tensor pixels = Eager.Unit(batch.VisiblePixels).sub(mean).div(deviation);
        return Eager.Plus(patch_embed!.forward(pixels), Eager.Rows(places, batch.VisibleIndex)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => layers.Aggregate(input, (tokens, layer) => layer.forward(tokens));

    /// <summary>Mean squared error of the predicted pixels.</summary>
    public Tensor Loss(Tensor residual, EagerBatch batch, Tensor targets)
    {
        using var scope = NewDisposeScope();
        Tensor visible = Eager.Plus(encoder_to_decoder!.forward(norm!.forward(residual)), Eager.Rows(decoderPlaces, batch.VisibleIndex));
        Tensor hidden = Eager.Plus(
            mask_token!.expand(batch.DecodedIndex.shape[0], batch.DecodedIndex.shape[1], -1), Eager.Rows(decoderPlaces, batch.DecodedIndex));
        return F.mse_loss(decoder!.forward(cat([visible, hidden], 1), batch.DecodedIndex.shape[1]), targets).MoveToOuterDisposeScope();
    }

    /// <summary>Parameters, and whether weight decay applies to them.</summary>
    public IEnumerable<(Parameter Parameter, bool Decays)> Trained() =>
        named_parameters().Select(pair => (pair.parameter, pair.parameter.dim() > 1 && pair.name != "mask_token"));

    void Load(string path)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        foreach ((string name, Parameter parameter) in named_parameters())
        {
            using Tensor stored = TensorBytes.ToTensor(file[name]);

            // A convolution whose stride is its kernel, as a linear map of token pixels, channels last.
            parameter.copy_(stored.dim() == 5 ? stored.permute(0, 2, 3, 4, 1).flatten(1) : stored);
        }
    }
}
