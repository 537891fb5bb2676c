using Actors.Edges;
using Actors.Logging;

namespace Actors.Runs;

/// <summary>Tells of activations that edges drop: at the first, and whenever they have become twice as many, so that a lossy run is no flood.</summary>
/// <remarks>Used by the run's record only, on its thread.</remarks>
internal sealed class DropNotices(IRunObserver observer)
{
    readonly Dictionary<string, long> told = new(StringComparer.Ordinal);

    /// <summary>Looks at the counts.</summary>
    public void Look(IReadOnlyList<IEdgeView> edges)
    {
        foreach (IEdgeView edge in edges)
        {
            EdgeCounts counts = edge.Counts();
            long before = told.GetValueOrDefault(edge.Name);
            if (counts.Dropped > 0 && counts.Dropped >= 2 * before)
            {
                told[edge.Name] = counts.Dropped;
                observer.Event(new RunEvent(
                    RunSeverity.Info, $"edge {edge.Name} has dropped {counts.Dropped} of {counts.Produced} activations (overflow {counts.Overflowed}, age {counts.TooOld}, recovery {counts.LostToRecovery})")
                {
                    Kind = EventKinds.EdgeDropped,
                    Edge = edge.Name,
                });
            }
        }
    }
}
