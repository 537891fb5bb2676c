using Actors.Model.Blocks;
using Actors.Model.Devices;
using Actors.Model.Optimizers;
using Actors.Model.Parameters;
using static TorchSharp.torch;

namespace Actors.Tests.Model;

/// <summary>Small blocks and random batches, for tests that need no reference.</summary>
internal static partial class Fixture
{
    /// <summary>Two layers with patch embedding and decoder.</summary>
    public static Block NewBlock(long seed, OptimizerOptions? options = null) =>
        new(new BlockPlan(0, 0, 2, Tiny, options ?? new OptimizerOptions()), seed, TorchDevice.Parse("cpu"));

    /// <summary>Trains on two random batches in turn.</summary>
    public static void Train(Block block, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            using MaskedTokens batch = RandomBatch(step % 2);
            block.Train(null, batch, 1e-3, out Tensor output);
            output.Dispose();
        }
    }

    /// <summary>Random pixels, fourteen of sixteen cells hidden.</summary>
    public static MaskedTokens RandomBatch(int seed)
    {
        Random random = new(seed);
        byte[] tokens = new byte[2 * Tiny.Tokens * Tiny.TokenPixels];
        random.NextBytes(tokens);
        byte[] mask = new byte[2 * Tiny.Tokens];
        for (int clip = 0; clip < 2; clip++)
        {
            int[] hidden = [.. Enumerable.Range(0, 16).OrderBy(_ => random.Next()).Take(14)];
            for (int n = 0; n < Tiny.Tokens; n++)
            {
                mask[(clip * Tiny.Tokens) + n] = hidden.Contains(n % 16) ? (byte)1 : (byte)0;
            }
        }

        return Fixture.Batch(tokens, mask, 2);
    }

    /// <summary>A random residual stream, two clips of sixteen visible tokens.</summary>
    public static Tensor RandomTokens(int seed)
    {
        RandomStream random = new(seed, "tokens");
        return tensor([.. Enumerable.Range(0, 2 * 16 * 48).Select(_ => (float)random.NextNormal())], [2, 16, 48], float32);
    }
}
