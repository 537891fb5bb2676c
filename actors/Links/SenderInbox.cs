using Akka.Actor;

namespace Actors.Links;

/// <summary>What comes back to the producer's end: credits and gradients, in the order in which the consumer gave them.</summary>
/// <param name="shape">What gradients look like.</param>
/// <param name="sender">Gets them.</param>
internal sealed class SenderInbox(LinkShape shape, IActorRef sender) : IInbox
{
    public FrameLimits Limits { get; } = shape.Up;

    public async ValueTask<object> ReadAsync(FrameHeader header, FrameSource source, CancellationToken stop) => header.Kind switch
    {
        FrameKind.Gradient => await GradientFrames.ReadAsync(shape, header, source, stop),
        FrameKind.Credit => await SmallFrames.ReadAsync(header, source, stop),
        _ => throw new LinkException(RejectReason.Malformed, $"{header.Link}: {header.Kind} came up the link"),
    };

    public void Deliver(object message) => sender.Tell(message);

    public void Updated(long updates) => throw new LinkException(RejectReason.Malformed, "updates came up the link");
}
