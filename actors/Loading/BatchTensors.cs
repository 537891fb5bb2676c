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
                Rows(batch.Visible, part, clips, [batch.VisibleTokens, pixels], torch.uint8),
                Rows(batch.VisibleIndex, part, clips, [batch.VisibleTokens], torch.int64),
                Rows(batch.Targets, part, clips, [batch.DecodedTokens, pixels], torch.uint8),
                Rows(batch.DecodedIndex, part, clips, [batch.DecodedTokens], torch.int64));
        }

        torch.Tensor Rows<T>(T[] all, int part, int clips, long[] row, torch.ScalarType type)
        {
            int length = clips * (int)row.Aggregate(1L, (a, b) => a * b);
            var host = torch.tensor(all.Length == length ? all : all[(part * length)..((part + 1) * length)], [clips, .. row], type);
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
}
