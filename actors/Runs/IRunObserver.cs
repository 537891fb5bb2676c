namespace Actors.Runs;

/// <summary>Sees a run while it happens. Called from one thread at a time; must be quick.</summary>
public interface IRunObserver
{
    /// <summary>One thing that happened, in one line: a skipped clip, a busy port, a snapshot.</summary>
    void Event(RunEvent happened);

    /// <summary>How far the run is; several times a second.</summary>
    void Progress(RunProgress progress);
}
