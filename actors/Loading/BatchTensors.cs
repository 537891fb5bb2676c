using Actors.Data.Batches;
using Actors.Model.Blocks;
using Actors.Model.Devices;
using TorchSharp;

namespace Actors.Loading;

/// <summary>Where bytes of <c>data</c> become tensors of <c>model</c>.</summary>
public static class BatchTensors
{
    /// <summary>Copies a batch to a device, cut into parts of equally many clips.</summary>
    /// <param name="device">The device.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="parts">Parts; divides the clips of the batch.</param>
    /// <param name="ahead">Whether copies to a GPU may still go on when this returns, on the calling thread's stream: then its moment is to
    /// be waited for. Without effect on the processor.</param>
    /// <returns>Of each part, visible pixels <c>[clips, visible, tokenPixels]</c> and target pixels <c>[clips, decoded, tokenPixels]</c>, 8-bit, with their token indices.</returns>
    public static IEnumerable<MaskedTokens> On(TorchDevice device, Batch batch, int parts, bool ahead = false)
    {
        int clips = batch.Size / parts;
        int pixels = batch.Geometry.TokenPixels;
        for (int part = 0; part < parts; part++)
        {
            yield return new MaskedTokens(
                Pixels(device, ahead, batch.Visible, part, clips, batch.VisibleTokens, pixels),
                Index(device, ahead, batch.VisibleIndex, part, clips, batch.VisibleTokens),
                Pixels(device, ahead, batch.Targets, part, clips, batch.DecodedTokens, pixels),
                Index(device, ahead, batch.DecodedIndex, part, clips, batch.DecodedTokens));
        }
    }

    static torch.Tensor Pixels(TorchDevice device, bool ahead, byte[] all, int part, params long[] shape) =>
        Move(device, ahead, torch.tensor(Part(all, part, shape), shape, torch.uint8));

    static torch.Tensor Index(TorchDevice device, bool ahead, long[] all, int part, params long[] shape) =>
        Move(device, ahead, torch.tensor(Part(all, part, shape), shape, torch.int64));

    static T[] Part<T>(T[] all, int part, long[] shape)
    {
        int length = (int)shape.Aggregate(1L, (a, b) => a * b);
        return all.Length == length ? all : all[(part * length)..((part + 1) * length)];
    }

    static torch.Tensor Move(TorchDevice device, bool ahead, torch.Tensor host)
    {
        if (!device.IsCuda)
        {
            return host;
        }

        using (host)
        {
            if (!ahead)
            {
                return host.to(device.Torch);
            }

            // Out of pinned memory, which libtorch keeps until the copy is done, whoever frees it before.
            using torch.Tensor pinned = host.pin_memory();
            return pinned.to(device.Torch, non_blocking: true);
        }
    }
}
