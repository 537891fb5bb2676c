using Actors.Model.Shapes;
using static TorchSharp.torch;

namespace Actors.Model.Blocks;

/// <summary>
/// A batch as blocks see it: the visible tokens, and the hidden ones that are to be predicted. All on the block's device.
/// </summary>
/// <param name="VisiblePixels">8-bit pixels of the visible tokens, <c>[batch, visible, pixels]</c>.</param>
/// <param name="VisibleIndex">Their token numbers, ascending, int64 <c>[batch, visible]</c>.</param>
/// <param name="TargetPixels">8-bit pixels of the tokens to decode, <c>[batch, decoded, pixels]</c>.</param>
/// <param name="DecodedIndex">Their token numbers, ascending, int64 <c>[batch, decoded]</c>; some or all of the hidden ones.</param>
public sealed record MaskedTokens(Tensor VisiblePixels, Tensor VisibleIndex, Tensor TargetPixels, Tensor DecodedIndex) : IDisposable
{
    /// <summary>Clips in the batch.</summary>
    public long Clips => VisibleIndex.shape[0];

    /// <summary>Visible tokens of a clip.</summary>
    public long Visible => VisibleIndex.shape[1];

    /// <summary>Decoded tokens of a clip.</summary>
    public long Decoded => DecodedIndex.shape[1];

    /// <summary>Disposes the four tensors.</summary>
    public void Dispose()
    {
        VisiblePixels.Dispose();
        VisibleIndex.Dispose();
        TargetPixels.Dispose();
        DecodedIndex.Dispose();
    }

    /// <summary>Refuses tensors of another element type, or whose shapes don't fit the model or each other.</summary>
    /// <exception cref="ArgumentException">One line with the tensor, what it is and what it should be.</exception>
    internal void Check(ModelShape shape)
    {
        if (VisibleIndex.dim() != 2 || DecodedIndex.dim() != 2 || Clips != DecodedIndex.shape[0] || Visible + Decoded > shape.Tokens)
        {
            throw new ArgumentException(
                $"masked tokens: visible index [{string.Join(", ", VisibleIndex.shape)}] and decoded index " +
                $"[{string.Join(", ", DecodedIndex.shape)}] must be [batch, n], with at most {shape.Tokens} tokens a clip together");
        }

        Expect(VisibleIndex, "visible index", ScalarType.Int64, [Clips, Visible]);
        Expect(DecodedIndex, "decoded index", ScalarType.Int64, [Clips, Decoded]);
        Expect(VisiblePixels, "visible pixels", ScalarType.Byte, [Clips, Visible, shape.TokenPixels]);
        Expect(TargetPixels, "target pixels", ScalarType.Byte, [Clips, Decoded, shape.TokenPixels]);
    }

    static void Expect(Tensor tensor, string name, ScalarType type, long[] shape)
    {
        if (tensor.dtype != type || !tensor.shape.AsSpan().SequenceEqual(shape))
        {
            throw new ArgumentException(
                $"masked tokens: {name} is {tensor.dtype} [{string.Join(", ", tensor.shape)}], expected {type} [{string.Join(", ", shape)}]");
        }
    }
}
