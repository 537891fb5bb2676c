using Actors.Model.Blocks;
using Actors.Model.Checkpoints;
using Actors.Model.Devices;
using Actors.Model.Optimizers;
using Actors.Model.Shapes;
using Xunit;
using static TorchSharp.torch;

namespace Actors.Tests.Model;

/// <summary>The reference models of <c>../shared/reference</c>, turned into blocks and batches.</summary>
internal static class Fixture
{
    public static ModelShape Tiny { get; } = new()
    {
        Width = 48, Depth = 4, Heads = 3, FrameSize = 32, DecoderWidth = 24, DecoderDepth = 2, DecoderHeads = 3,
    };

    /// <summary>The optimizer of <c>bwssl_tiny</c>: the defaults, with its constant learning rate.</summary>
    public static OptimizerOptions Optimizer { get; } = new() { LearningRate = LearningRate };

    public const double LearningRate = 1e-3;

    public static SafetensorsFile Read(string name) => SafetensorsFile.Read(SharedFolder.Path($"reference/{name}.safetensors"));

    /// <summary>A one-block VideoMAE with the weights of <c>videomae_tiny</c>.</summary>
    public static Block VideoMae(SafetensorsFile file)
    {
        Block block = new(new BlockPlan(0, 0, 4, Tiny, Optimizer), 0, TorchDevice.Parse("cpu"));
        block.RestoreWeights(Select(file, name => name.StartsWith("w.", StringComparison.Ordinal) ? Ours(name[2..]) : null));
        return block;
    }

    /// <summary>Block k of <c>bwssl_tiny</c> with its initial weights.</summary>
    public static Block Blockwise(SafetensorsFile file, int k, bool hasDecoder = true)
    {
        Block block = new(new BlockPlan(k, 2 * k, 2, Tiny, Optimizer, hasDecoder), 0, TorchDevice.Parse("cpu"));
        HashSet<string> names = [.. block.Parameters.Select(parameter => parameter.Name)];
        string prefix = $"w.blocks.{k}.";
        block.RestoreWeights(Select(file, name =>
            name.StartsWith(prefix, StringComparison.Ordinal) && names.Contains(name[prefix.Length..]) ? name[prefix.Length..] : null));
        return block;
    }

    /// <summary>VideoMAE's parameter names are ours but for <c>encoder.</c> and <c>blocks</c>.</summary>
    public static string Ours(string original)
    {
        string name = original.StartsWith("encoder.", StringComparison.Ordinal) ? original["encoder.".Length..] : original;
        return name.Replace("blocks.", "layers.", StringComparison.Ordinal);
    }

    /// <summary>The fixture's clip and mask as a batch that decodes every hidden token; step -1 is a file of one step.</summary>
    public static MaskedTokens Batch(SafetensorsFile file, int step = -1)
    {
        byte[] video = Part(file["input.video_u8"].ToArray<byte>(), step, 3);
        byte[] mask = Part(file["input.mask"].ToArray<byte>(), step, 3);
        return Batch(TokenPixels(video, 2), mask, 2);
    }

    /// <summary>Splits token pixels <c>[clips, 128, 384]</c> by a mask <c>[clips, 128]</c>, true hidden.</summary>
    public static MaskedTokens Batch(byte[] tokens, byte[] mask, int clips)
    {
        List<byte>[] pixels = [[], []];
        List<long>[] index = [[], []];
        for (int n = 0; n < mask.Length; n++)
        {
            pixels[mask[n]].AddRange(tokens.AsSpan(n * Tiny.TokenPixels, Tiny.TokenPixels));
            index[mask[n]].Add(n % Tiny.Tokens);
        }

        Tensor Pixels(int i) => tensor(pixels[i].ToArray(), [clips, index[i].Count / clips, Tiny.TokenPixels], uint8);
        Tensor Index(int i) => tensor(index[i].ToArray(), [clips, index[i].Count / clips], int64);
        return new MaskedTokens(Pixels(0), Index(0), Pixels(1), Index(1));
    }

    /// <summary>From <c>[clips, 3, 16, 32, 32]</c> to <c>[clips, 128, 384]</c>, channels last inside a token.</summary>
    public static byte[] TokenPixels(byte[] video, int clips)
    {
        byte[] tokens = new byte[video.Length];
        int at = 0;
        for (int b = 0; b < clips; b++)
        {
            for (int n = 0; n < Tiny.Tokens; n++)
            {
                (int t, int h, int w) = (n / 16, n / 4 % 4, n % 4);
                for (int i = 0; i < Tiny.TokenPixels; i++)
                {
                    (int p0, int p1, int p2, int c) = (i / 192, i / 24 % 8, i / 3 % 8, i % 3);
                    int frame = (t * 2) + p0;
                    tokens[at++] = video[(((((b * 3) + c) * 16) + frame) * 1024) + (((h * 8) + p1) * 32) + (w * 8) + p2];
                }
            }
        }

        return tokens;
    }

    /// <summary>All token pixels of a fixture's clips, <c>[2, 128, 384]</c>.</summary>
    public static Tensor AllPixels(SafetensorsFile file, int step = -1) =>
        tensor(TokenPixels(Part(file["input.video_u8"].ToArray<byte>(), step, 3), 2), [2, Tiny.Tokens, Tiny.TokenPixels], uint8);

    /// <summary>The entries that a name maps to, under the mapped names.</summary>
    public static Dictionary<string, SafetensorsEntry> Select(SafetensorsFile file, Func<string, string?> rename) =>
        file.Entries.Values.Select(entry => (Name: rename(entry.Name), Entry: entry))
            .Where(pair => pair.Name is not null)
            .ToDictionary(pair => pair.Name!, pair => pair.Entry);

    /// <summary>Asserts <c>|a - b| &lt;= atol + rtol * |b|</c> for every element, and shows the worst.</summary>
    public static void Close(SafetensorsEntry expected, Tensor actual, double atol, double rtol = 0, string cause = "")
    {
        Assert.Equal(expected.Shape, actual.shape);
        float[] e = expected.ToArray<float>();
        float[] a = Values(actual);
        for (int i = 0; i < e.Length; i++)
        {
            double deviation = Math.Abs((double)a[i] - e[i]);
            if (!(deviation <= atol + (rtol * Math.Abs(e[i]))))
            {
                Assert.Fail($"{expected.Name}[{i}]: {a[i]} where {e[i]} is expected, {deviation} off. {cause}");
            }
        }

        Record(expected.Name, MaxDeviation(expected, actual));
    }

    /// <summary>The largest absolute difference.</summary>
    public static double MaxDeviation(SafetensorsEntry expected, Tensor actual) =>
        expected.ToArray<float>().Zip(Values(actual), (e, a) => Math.Abs((double)e - a)).Max();

    /// <summary>A tensor's elements as float32, row-major.</summary>
    public static float[] Values(Tensor tensor)
    {
        using Tensor plain = tensor.detach().to(float32).cpu().contiguous();
        return plain.data<float>().ToArray();
    }

    static byte[] Part(byte[] bytes, int step, int parts)
    {
        int length = bytes.Length / parts;
        return step < 0 ? bytes : bytes.AsSpan(step * length, length).ToArray();
    }

    static void Record(string name, double deviation) => TestContext.Current.TestOutputHelper?.WriteLine($"{name}: largest deviation {deviation:g3}");
}
