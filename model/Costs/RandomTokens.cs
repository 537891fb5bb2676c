using Actors.Model.Blocks;
using Actors.Model.Devices;
using Actors.Model.Shapes;
using static TorchSharp.torch;

namespace Actors.Model.Costs;

/// <summary>Batches of noise: a step takes as long as on clips.</summary>
public static class RandomTokens
{
    /// <summary>A batch whose first tokens are visible and whose next are to be decoded. The caller owns it.</summary>
    /// <param name="shape">The model.</param>
    /// <param name="clips">Clips.</param>
    /// <param name="visible">Visible tokens of a clip.</param>
    /// <param name="decoded">Decoded tokens of a clip.</param>
    /// <param name="device">Where it goes.</param>
    public static MaskedTokens Batch(ModelShape shape, int clips, int visible, int decoded, TorchDevice device)
    {
        // Only times are taken from it: any fixed seed does.
        var random = new Random(1);
        return new MaskedTokens(Pixels(visible), Numbers(0, visible), Pixels(decoded), Numbers(visible, decoded));

        Tensor Pixels(int tokens)
        {
            byte[] bytes = new byte[clips * tokens * shape.TokenPixels];
            random.NextBytes(bytes);
            return On(tensor(bytes, [clips, tokens, shape.TokenPixels], uint8));
        }

        Tensor Numbers(int first, int tokens) =>
            On(tensor([.. Enumerable.Range(0, clips).SelectMany(_ => Enumerable.Range(first, tokens)).Select(n => (long)n)], [clips, tokens], int64));

        Tensor On(Tensor host)
        {
            using (host)
            {
                return host.to(device.Torch, copy: true).DetachFromDisposeScope();
            }
        }
    }
}
