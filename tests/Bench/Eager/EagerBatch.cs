using Actors.Model.Checkpoints;
using static TorchSharp.torch;

namespace Actors.Bench.Eager;

/// <summary>A batch: 8-bit token pixels <c>[batch, n, pixels]</c> and token numbers <c>[batch, n]</c>.</summary>
internal sealed record EagerBatch(Tensor VisiblePixels, Tensor VisibleIndex, Tensor TargetPixels, Tensor DecodedIndex) : IDisposable
{
    /// <summary>Reads it.</summary>
    public static EagerBatch Read(string folder)
    {
        SafetensorsFile file = SafetensorsFile.Read(Path.Combine(folder, "batch.safetensors"));
        Tensor Of(string name) => TensorBytes.ToTensor(file[name]);
        return new EagerBatch(Of("visible_pixels"), Of("visible_index"), Of("target_pixels"), Of("decoded_index"));
    }

    /// <summary>What is to be predicted: each token and channel less its mean, over its deviation plus 1e-6; channels last inside a token.</summary>
    public Tensor Targets()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor pixels = Eager.Unit(TargetPixels);
        Tensor x = pixels.view(pixels.shape[0], pixels.shape[1], -1, 3);
        Tensor deviation = x.var([2L], unbiased: true, keepdim: true).sqrt();
        return x.sub(x.mean([2L], keepdim: true)).div(Eager.PlusSmall(deviation)).flatten(2).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        VisiblePixels.Dispose();
        VisibleIndex.Dispose();
        TargetPixels.Dispose();
        DecodedIndex.Dispose();
    }
}
