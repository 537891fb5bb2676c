using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Actors.Edges;

/// <summary>Makes the mailbox of a block: bounded data lane, unbounded control lane.</summary>
/// <remarks>Named in <c>hocon/akka.conf</c>. Capacity and overflow are the edge's, which is looked up by the block's name.</remarks>
public sealed class TwoLaneMailbox : MailboxType, IProducesMessageQueue<TwoLaneQueue>
{
    /// <summary>The mailbox's id in the configuration.</summary>
    public const string Id = "two-lane-mailbox";

    /// <summary>Called by Akka.</summary>
    public TwoLaneMailbox(Settings settings, Config config) : base(settings, config)
    {
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No edge to an actor of that name was declared.</exception>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) =>
        new TwoLaneQueue(EdgeRegistry.Of(system).To(owner.Path.Name).Lane);
}
