using Actors.Edges;
using Akka.Actor;

namespace Actors.Tests.Edges;

/// <summary>A consumer without an actor: what it is told lies in the edge's lane until the test takes it.</summary>
internal sealed class LaneRef(Edge edge) : MinimalActorRef
{
    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "test")) / "consumer";

    public override IActorRefProvider Provider => throw new NotSupportedException("no actor system here");

    protected override void TellInternal(object message, IActorRef sender) => edge.Lane.Enqueue(new Envelope(message, sender));
}
