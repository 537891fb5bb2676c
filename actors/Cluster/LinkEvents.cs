using Actors.Links;
using Actors.Logging;
using Actors.Runs;

namespace Actors.Cluster;

/// <summary>Tells a person what becomes of a link.</summary>
internal static class LinkEvents
{
    /// <summary>One line.</summary>
    public static void Tell(IRunObserver observer, LinkChanged changed)
    {
        (RunSeverity severity, EventKind kind, string what) = changed.State switch
        {
            LinkState.Connected => (RunSeverity.Info, EventKinds.EdgeConnected, "is connected"),
            LinkState.Paused => (RunSeverity.Info, EventKinds.EdgePaused, $"is paused with {changed.Depth} of {changed.Capacity}: {changed.Why}"),
            LinkState.Fenced => (RunSeverity.Warning, EventKinds.EdgeFenced, $"is fenced off: {changed.Why}"),
            _ => (RunSeverity.Info, EventKinds.EdgeClosed, "is closed"),
        };
        observer.Event(new RunEvent(severity, $"edge {changed.Edge} {what} ({changed.Link})")
        {
            Kind = kind,
            Edge = changed.Edge,
            Incarnation = changed.Link.Incarnation,
            Depth = changed.Depth,
            Capacity = changed.Capacity,
        });
    }
}
