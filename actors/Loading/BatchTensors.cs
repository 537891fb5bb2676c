using Actors.Data.Batches;
using Actors.Model.Blocks;
using Actors.Model.Devices;
using TorchSharp;

namespace Actors.Loading;

/// <summary>Where bytes of <c>data</c> become tensors of <c>model</c>.</summary>
public static class BatchTensors
{
    /// <summary>Copies a batch to a device, cut into parts of equally many clips.</summary>
    /// <returns>Of each part, visible pixels <c>[clips, visible, tokenPixels]</c> and target pixels <c>[clips, decoded, tokenPixels]</c>, 8-bit, with their token indices.</returns>
    public static IEnumerable<MaskedTokens> On(TorchDevice device, Batch batch, int parts)
    {
        int clips = batch.Size / parts;
        int pixels = batch.Geometry.TokenPixels;
        for (int part = 0; part < parts; part++)
        {
            yield return new MaskedTokens(
                Pixels(device, batch.Visible, part, clips, batch.VisibleTokens, pixels),
                Index(device, batch.VisibleIndex, part, clips, batch.VisibleTokens),
                Pixels(device, batch.Targets, part, clips, batch.DecodedTokens, pixels),
                Index(device, batch.DecodedIndex, part, clips, batch.DecodedTokens));
        }
    }

    static torch.Tensor Pixels(TorchDevice device, byte[] all, int part, params long[] shape) =>
        Move(device, torch.tensor(Part(all, part, shape), shape, torch.uint8));

    static torch.Tensor Index(TorchDevice device, long[] all, int part, params long[] shape) =>
        Move(device, torch.tensor(Part(all, part, shape), shape, torch.int64));

    static T[] Part<T>(T[] all, int part, long[] shape)
    {
        int length = (int)shape.Aggregate(1L, (a, b) => a * b);
        return all.Length == length ? all : all[(part * length)..((part + 1) * length)];
    }

    static torch.Tensor Move(TorchDevice device, torch.Tensor host)
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
