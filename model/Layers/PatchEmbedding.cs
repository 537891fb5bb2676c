using Actors.Model.Parameters;
using Actors.Model.Shapes;
using static TorchSharp.torch;

namespace Actors.Model.Layers;

/// <summary>Embeds tubelets: VideoMAE's 3-d convolution, whose stride is its kernel, as one matrix product over token pixels.</summary>
internal sealed class PatchEmbedding
{
    readonly Precision precision;
    readonly Parameter weight;
    readonly Parameter bias;

    /// <summary>
    /// Declares <c>patch_embed.proj</c>; the weight keeps the convolution's shape <c>[width, 3, frames, rows, columns]</c>.
    /// </summary>
    public PatchEmbedding(ParameterTable table, ParameterName name, ModelShape shape)
    {
        precision = table.Precision;
        Initialisation draw = Initialisations.FanIn(shape.TokenPixels);
        long[] kernel = [shape.Width, 3, shape.TubeletFrames, shape.PatchSize, shape.PatchSize];
        weight = table.Declare(name / "weight", kernel, draw, decays: true);
        bias = table.Declare(name / "bias", [shape.Width], draw, decays: false);
    }

    /// <summary>Maps normalised token pixels <c>[batch, n, pixels]</c> to <c>[batch, n, width]</c>, before positions.</summary>
    public Tensor Forward(Tensor pixels)
    {
        // Channels last inside a token, as the pixels lie.
        Tensor matrix_DP = weight.Value.permute(0, 2, 3, 4, 1).flatten(1);
        return Product.Wide(precision, Product.Of(precision, pixels, matrix_DP, bias.Value));
    }
}
