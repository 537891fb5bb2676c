using static TorchSharp.torch;

namespace Actors.Model.Layers;

/// <summary>From 8-bit token pixels to what the model reads and what it predicts.</summary>
/// <remarks>A token's pixels are ordered <c>((frame * patch + row) * patch + column) * 3 + channel</c>.</remarks>
internal sealed class TokenPixels : IDisposable
{
    readonly Tensor mean;
    readonly Tensor deviation;

    /// <summary>Keeps ImageNet's channel statistics on the device.</summary>
    public TokenPixels(Device device)
    {
        mean = tensor([0.485f, 0.456f, 0.406f], device: device).DetachFromDisposeScope();
        deviation = tensor([0.229f, 0.224f, 0.225f], device: device).DetachFromDisposeScope();
    }

    /// <summary>What the patch embedding reads: values in 0 to 1, then ImageNet's mean and deviation. <c>[batch, n, pixels]</c>.</summary>
    public Tensor Normalised(Tensor pixels) => Fractions(pixels).sub_(mean).div_(deviation).view(pixels.shape);

    /// <summary>What the decoder predicts: each channel of a token less its mean, over its deviation. <c>[batch, n, pixels]</c>.</summary>
    /// <remarks>He et al. 2022, section 4, by token and channel as VideoMAE does: the variance is the unbiased one.</remarks>
    public static Tensor Targets(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        Tensor x_BNPC = Fractions(pixels);
        Tensor centred_BNPC = x_BNPC.sub_(x_BNPC.mean([2], keepdim: true));
        long count = centred_BNPC.shape[2];
        Tensor variance = centred_BNPC.square().sum(2, keepdim: true).div_(count - 1);
        return centred_BNPC.div_(variance.sqrt_().add_(1e-6f)).view(pixels.shape).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        mean.Dispose();
        deviation.Dispose();
    }

    // The channel varies fastest, so [batch, n, pixels] is [batch, n, pixels / 3, channel].
    static Tensor Fractions(Tensor pixels) => pixels.to(float32).div_(255).view(pixels.shape[0], pixels.shape[1], -1, 3);
}
