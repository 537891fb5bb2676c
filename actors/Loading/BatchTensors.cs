using Actors.Data.Batches;
using Actors.Model.Blocks;
using Actors.Model.Devices;
using TorchSharp;

namespace Actors.Loading;

/// <summary>Where bytes of <c>data</c> become tensors of <c>model</c>.</summary>
public static class BatchTensors
{
    /// <summary>Copies a batch to a device.</summary>
    /// <returns>Visible pixels <c>[batch, visible, tokenPixels]</c> and target pixels <c>[batch, decoded, tokenPixels]</c>, 8-bit, with their token indices.</returns>
    public static MaskedTokens On(TorchDevice device, Batch batch)
    {
        long b = batch.Size;
        long visible = batch.VisibleTokens;
        long decoded = batch.DecodedTokens;
        long pixels = batch.Geometry.TokenPixels;
        return new MaskedTokens(
            Move(torch.tensor(batch.Visible, [b, visible, pixels], torch.uint8), device),
            Move(torch.tensor(batch.VisibleIndex, [b, visible], torch.int64), device),
            Move(torch.tensor(batch.Targets, [b, decoded, pixels], torch.uint8), device),
            Move(torch.tensor(batch.DecodedIndex, [b, decoded], torch.int64), device));
    }

    static torch.Tensor Move(torch.Tensor host, TorchDevice device)
    {
        if (!device.IsCuda)
        {
            return host;
        }

        using (host)
        {
            return host.to(device.Torch);
        }
    }
}
