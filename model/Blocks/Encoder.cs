using Actors.Model.Layers;
using Actors.Model.Parameters;
using Actors.Model.Shapes;
using static Actors.Model.Interop.LastingScalars;
using static TorchSharp.torch;

namespace Actors.Model.Blocks;

/// <summary>A block's part of the encoder: the patch embedding in block 0, then the block's layers.</summary>
internal sealed class Encoder : IDisposable
{
    readonly TokenPixels? pixels;
    readonly Tensor? positions;

    public Encoder(ParameterTable table, BlockPlan plan, Device device)
    {
        ModelShape shape = plan.Shape;
        if (plan.Index == 0)
        {
            PatchEmbedding = new PatchEmbedding(table, new ParameterName("patch_embed.proj", "patch_embed.proj"), shape);
            pixels = new TokenPixels(shape, device);
            positions = SinCosPositions.Table(shape.Tokens, shape.Width, device);
        }

        Layers =
        [
            .. Enumerable.Range(0, plan.Layers).Select(i => new TransformerLayer(
                table, new ParameterName($"layers.{i}", $"layers.{plan.FirstLayer + i}"), shape.Width, shape.Heads, shape.MlpRatio)),
        ];
    }

    /// <summary>The patch embedding, in block 0.</summary>
    public PatchEmbedding? PatchEmbedding { get; }

    /// <summary>The layers, first to last.</summary>
    public IReadOnlyList<TransformerLayer> Layers { get; }

    /// <summary>
    /// Block 0's first tokens: 8-bit pixels <c>[batch, n, pixels]</c> at <c>[batch, n]</c> embedded, positions added once.
    /// </summary>
    public Tensor Embed(Tensor pixelsOfTokens, Tensor index) =>
        PatchEmbedding!.Forward(pixels!.Normalised(pixelsOfTokens)).add(SinCosPositions.Rows(positions!, index), One);

    /// <summary>The residual stream behind the last layer, before any norm.</summary>
    public Tensor Forward(Tensor tokens_BND) => Layers.Aggregate(tokens_BND, (x_BND, layer) => layer.Forward(x_BND));

    /// <inheritdoc/>
    public void Dispose()
    {
        pixels?.Dispose();
        positions?.Dispose();
    }
}
