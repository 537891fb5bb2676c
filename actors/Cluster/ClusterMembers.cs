using Actors.Metrics;
using Akka.Actor;
using Akka.Cluster;

namespace Actors.Cluster;

/// <summary>Counts the members of the cluster for the metrics.</summary>
internal sealed class ClusterMembers(Instruments instruments) : UntypedActor
{
    /// <summary>The actor's name.</summary>
    public const string Name = "members";

    readonly Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(Context.System);

    /// <inheritdoc/>
    protected override void PreStart() => cluster.Subscribe(Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.IClusterDomainEvent));

    /// <inheritdoc/>
    protected override void PostStop() => cluster.Unsubscribe(Self);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        ClusterEvent.CurrentClusterState now = cluster.State;
        instruments.Members("unreachable", now.Unreachable.Count);
        foreach (MemberStatus status in Enum.GetValues<MemberStatus>())
        {
            instruments.Members(
                status.ToString().ToLowerInvariant(), now.Members.Count(member => member.Status == status && !now.Unreachable.Contains(member)));
        }
    }
}
