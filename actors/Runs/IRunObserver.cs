namespace Actors.Runs;

/// <summary>Sees a run while it happens. Must be quick.</summary>
public interface IRunObserver
{
    /// <summary>One thing that happened, in one line: a skipped clip, a busy port, a snapshot. May be called from several threads at once.</summary>
    void Event(RunEvent happened);

    /// <summary>How far the run is; several times a second, from one thread at a time.</summary>
    void Progress(RunProgress progress);
}
