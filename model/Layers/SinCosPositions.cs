using static TorchSharp.torch;

namespace Actors.Model.Layers;

/// <summary>Fixed sine and cosine positions (Vaswani et al. 2017, section 3.5), one row for each token.</summary>
internal static class SinCosPositions
{
    /// <summary>The table <c>[tokens, width]</c>, float32 rounded from double; the caller owns it.</summary>
    public static Tensor Table(int tokens, int width, Device device)
    {
        float[] values = new float[tokens * width];
        for (int n = 0; n < tokens; n++)
        {
            for (int j = 0; j < width; j++)
            {
                double angle = n / Math.Pow(10000, 2.0 * (j / 2) / width);
                values[(n * width) + j] = (float)(j % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
            }
        }

        using Tensor table = tensor(values, [tokens, width], float32);
        return table.to(device, copy: true).DetachFromDisposeScope();
    }

    /// <summary>The rows of tokens: <c>[batch, n, width]</c> for indices <c>[batch, n]</c>.</summary>
    public static Tensor Rows(Tensor table, Tensor index) =>
        table.index_select(0, index.flatten()).view(index.shape[0], index.shape[1], -1);
}
