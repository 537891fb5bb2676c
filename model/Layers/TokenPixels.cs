using Actors.Model.Shapes;
using TorchSharp;
using static TorchSharp.torch;

namespace Actors.Model.Layers;

/// <summary>From 8-bit token pixels to what the model reads and what it predicts.</summary>
/// <remarks>A token's pixels are ordered <c>((frame * patch + row) * patch + column) * 3 + channel</c>.</remarks>
internal sealed class TokenPixels : IDisposable
{
    // Never implicit: TorchSharp does not keep a scalar alive through the native call that reads it, and its finaliser frees it.
    static readonly Scalar White = 255.ToScalar();
    static readonly Scalar Epsilon = (255 * 1e-6f).ToScalar();

    // Handed over, because add_ of one argument makes its factor of 1 an implicit scalar as well.
    static readonly Scalar One = 1.ToScalar();

    // ImageNet's statistics repeated for every pixel of a token: broadcasting over three channels is too short a loop for ATen.
    readonly Tensor mean;
    readonly Tensor deviation;

    /// <summary>Keeps ImageNet's channel statistics on the device.</summary>
    public TokenPixels(ModelShape shape, Device device)
    {
        using var scope = NewDisposeScope();
        long pixels = shape.TokenPixels / 3;
        mean = tensor([0.485f, 0.456f, 0.406f], device: device).repeat(pixels).DetachFromDisposeScope();
        deviation = tensor([0.229f, 0.224f, 0.225f], device: device).repeat(pixels).DetachFromDisposeScope();
    }

    /// <summary>What the patch embedding reads: values in 0 to 1, then ImageNet's mean and deviation. <c>[batch, n, pixels]</c>.</summary>
    public Tensor Normalised(Tensor pixels) => pixels.to(float32).div_(White).sub_(mean).div_(deviation);

    /// <summary>What the decoder predicts: each channel of a token less its mean, over its deviation. <c>[batch, n, pixels]</c>.</summary>
    /// <remarks>
    /// He et al. 2022, section 4, by token and channel as VideoMAE does: the variance is the unbiased one, and 1e-6 of white is added to
    /// the deviation. Computed in grey levels, whose sums are exact in float32: a flat token's target is 0, where values in 0 to 1 would
    /// make it rounding noise divided by 1e-6, another on each machine.
    /// </remarks>
    public static Tensor Targets(Tensor pixels, ModelShape shape)
    {
        // T tokens of the batch, P pixels, R rows of a tubelet, L values of a row: 3 for each column
        using var scope = NewDisposeScope();
        long rowLength = 3 * shape.PatchSize;
        Tensor x = pixels.to(float32);
        Tensor x_TP3 = x.view(-1, shape.TokenPixels / 3, 3);
        Tensor x_TRL = x.view(-1, shape.TokenPixels / rowLength, rowLength);

        // Statistics are spread over a row before they are applied, again for the length of ATen's inner loop.
        x_TRL.sub_(x_TP3.mean([1], keepdim: true).repeat(1, 1, shape.PatchSize));
        using Scalar freedom = ((shape.TokenPixels / 3) - 1).ToScalar();
        Tensor variance_T13 = (x_TP3 * x_TP3).sum(1, keepdim: true).div_(freedom);
        x_TRL.div_(variance_T13.sqrt_().add_(Epsilon, One).repeat(1, 1, shape.PatchSize));
        return x.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        mean.Dispose();
        deviation.Dispose();
    }
}
