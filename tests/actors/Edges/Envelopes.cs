using Actors.Loading;
using Actors.Messages;
using Actors.Model.Blocks;
using Akka.Actor;
using TorchSharp;

namespace Actors.Tests.Edges;

/// <summary>Messages as a mailbox gets them, with tensors of one element.</summary>
internal static class Envelopes
{
    public static Envelope Of(object message) => new(message, ActorRefs.NoSender);

    public static Envelope Activation(long batch) => Activation(batch, out _);

    public static Envelope Activation(long batch, out Envelope envelope)
    {
        var tokens = new MaskedTokens(Byte(), Index(), Byte(), Index());
        envelope = Of(new Activation(batch, null, new SharedBatch(batch, 1, 0.001, tokens), 0));
        return envelope;
    }

    static torch.Tensor Byte() => torch.zeros([1, 1, 1], torch.uint8);

    static torch.Tensor Index() => torch.zeros([1, 1], torch.int64);
}
