using Actors.Edges;
using Actors.Messages;
using Akka.Actor;

namespace Actors.Links;

/// <summary>What comes to the consumer's end: activations and markers, straight into the consumer's data lane.</summary>
/// <param name="reader">Reads activations.</param>
/// <param name="limits">The largest frame.</param>
/// <param name="inlet">The consumer's copy of the edge.</param>
/// <param name="consumer">The consumer.</param>
/// <param name="receiver">Who seems to send it.</param>
internal sealed class ReceiverInbox(ActivationReader reader, FrameLimits limits, Edge inlet, IActorRef consumer, IActorRef receiver) : IInbox
{
    public FrameLimits Limits { get; } = limits;

    public async ValueTask<object> ReadAsync(FrameHeader header, FrameSource source, CancellationToken stop) => header.Kind switch
    {
        FrameKind.Activation => await reader.ReadAsync(header, source, stop),
        FrameKind.Barrier or FrameKind.EndOfStream or FrameKind.CountCredit => await SmallFrames.ReadAsync(header, source, stop),
        _ => throw new LinkException(RejectReason.Malformed, $"{header.Link}: {header.Kind} came down the link"),
    };

    public void Deliver(object message)
    {
        try
        {
            Tell(message);
        }
        catch
        {
            (message as IDisposable)?.Dispose();
            throw;
        }
    }

    public void Updated(long updates) => inlet.ProducerUpdated(updates);

    void Tell(object message)
    {
        consumer.Tell(message, receiver);
        TimeSpan late = inlet.Lane.UntilArrival();
        if (late > TimeSpan.Zero)
        {
            // A little later than due, so that it is there when the consumer looks.
            LateMessage.Tell(late + TimeSpan.FromMilliseconds(1), consumer, Arrived.Instance, receiver);
        }
    }
}
