using Actors.Links;
using Actors.Runs;

namespace Actors.Cluster;

/// <summary>Tells a person what becomes of a link.</summary>
internal static class LinkEvents
{
    /// <summary>One line.</summary>
    public static void Tell(IRunObserver observer, LinkChanged changed) => observer.Event(changed.State switch
    {
        LinkState.Connected => new RunEvent(RunSeverity.Info, $"edge {changed.Edge} is connected ({changed.Link})"),
        LinkState.Paused => new RunEvent(RunSeverity.Info, $"edge {changed.Edge} is paused: {changed.Why} ({changed.Link})"),
        LinkState.Fenced => new RunEvent(RunSeverity.Warning, $"edge {changed.Edge} is fenced off: {changed.Why} ({changed.Link})"),
        _ => new RunEvent(RunSeverity.Info, $"edge {changed.Edge} is closed ({changed.Link})"),
    });
}
