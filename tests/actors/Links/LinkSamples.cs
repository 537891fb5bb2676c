using System.IO.Hashing;
using Actors.Edges;
using Actors.Links;
using Actors.Loading;
using Actors.Messages;
using Actors.Model.Blocks;
using Actors.Model.Shapes;
using TorchSharp;

namespace Actors.Tests.Links;

/// <summary>Activations of random bits, and what a link needs to carry them.</summary>
internal static class LinkSamples
{
    public static ModelShape Model { get; } = new()
    {
        Width = 24,
        Depth = 4,
        Heads = 3,
        Frames = 4,
        FrameSize = 32,
        DecoderWidth = 12,
        DecoderDepth = 1,
        DecoderHeads = 3,
    };

    public static LinkShape Shape(bool first = false, int clips = 2, int parts = 1, LinkTargets targets = LinkTargets.Chain) =>
        new(Model, clips, Visible: 4, Decoded: 7, first, parts, targets);

    public static LinkSetup Setup(
        EdgePlan plan, LinkShape? shape = null, LinkOptions? options = null, int incarnation = 1, int edge = 1, Guid? run = null, byte[]? token = null) => new(
        new LinkIdentity(run ?? Run, edge, incarnation), token ?? Token, plan, shape ?? Shape(), options ?? Fast, new LinkMeter(plan.Name));

    public static Guid Run { get; } = new("00112233-4455-6677-8899-aabbccddeeff");

    public static byte[] Token { get; } = [.. Enumerable.Range(7, 32).Select(i => (byte)i)];

    public static LinkOptions Fast { get; } = new()
    {
        HeartbeatSeconds = 0.1,
        SilenceSeconds = 3,
        ReconnectSeconds = 0.002,
        ReconnectMaxSeconds = 0.02,
        HandshakeSeconds = 3,
    };

    /// <summary>An activation whose every bit follows from its number: among its floats are NaNs with payloads, which must arrive as they are.</summary>
    public static Activation Activation(LinkShape shape, long batch, int? clips = null)
    {
        var random = new Random((int)batch);
        int count = clips ?? shape.Clips;
        var tokens = new MaskedTokens(
            Bytes(random, torch.uint8, count, shape.Visible, shape.Model.TokenPixels), Numbers(random, shape, count, shape.Visible),
            Bytes(random, torch.uint8, count, shape.Decoded, shape.Model.TokenPixels), Numbers(random, shape, count, shape.Decoded));
        torch.Tensor? stream = shape.First ? null : Bytes(random, torch.float32, count, shape.Visible, shape.Model.Width);
        return new Activation(batch, stream, new SharedBatch(batch, count, random.NextDouble(), tokens), batch / 2);
    }

    /// <summary>A digest of all that a consumer looks at.</summary>
    public static string Digest(Activation activation, LinkShape shape)
    {
        var hash = new XxHash3();
        MaskedTokens tokens = activation.Source.Tokens;
        Append(hash, shape.First ? tokens.VisiblePixels : activation.Tokens!);
        Append(hash, tokens.VisibleIndex);
        Append(hash, tokens.TargetPixels);
        Append(hash, tokens.DecodedIndex);
        return $"{activation.Batch} {activation.Update} {activation.Source.Number} {activation.Source.Clips} {activation.Source.LearningRate:r} " +
            $"[{string.Join(", ", tokens.VisiblePixels.shape)}] {hash.GetCurrentHashAsUInt64():x16}";
    }

    /// <summary>The digest of the activation that <see cref="Activation"/> makes.</summary>
    public static string Expected(LinkShape shape, long batch, int? clips = null)
    {
        using Activation activation = Activation(shape, batch, clips);
        return Digest(activation, shape);
    }

    public static Gradient Gradient(LinkShape shape, long batch)
    {
        var random = new Random(-(int)batch - 1);
        return new Gradient(batch, Bytes(random, torch.float32, shape.Clips, shape.Visible, shape.Model.Width), random.NextDouble());
    }

    public static string Digest(Gradient gradient)
    {
        var hash = new XxHash3();
        Append(hash, gradient.Tokens);
        return $"{gradient.Batch} {gradient.Loss:r} {hash.GetCurrentHashAsUInt64():x16}";
    }

    static void Append(XxHash3 hash, torch.Tensor tensor)
    {
        using torch.Tensor plain = tensor.contiguous();
        hash.Append(plain.bytes);
    }

    static torch.Tensor Bytes(Random random, torch.ScalarType type, params long[] shape)
    {
        torch.Tensor tensor = torch.empty(shape, type).DetachFromDisposeScope();
        random.NextBytes(tensor.bytes);
        return tensor;
    }

    static torch.Tensor Numbers(Random random, LinkShape shape, int clips, int count) => torch.tensor(
        [.. Enumerable.Range(0, clips * count).Select(_ => (long)random.Next(shape.Model.Tokens))], [clips, count], torch.int64).DetachFromDisposeScope();
}
