namespace Actors.Runs;

/// <summary>How the process ends; scripts rely on the numbers.</summary>
public enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>Unexpected: a defect; its stack trace is on standard error or in the run's <c>crashes.log</c>.</summary>
    Unexpected = 1,

    /// <summary>Wrong usage or configuration.</summary>
    Usage = 2,

    /// <summary>Data that cannot be used.</summary>
    Data = 3,

    /// <summary>The training diverged: a loss or gradient was not finite.</summary>
    Diverged = 4,

    /// <summary>A checkpoint that cannot be used.</summary>
    Checkpoint = 5,

    /// <summary>The cluster was lost.</summary>
    ClusterLost = 6,

    /// <summary>The device cannot be used.</summary>
    Device = 7,

    /// <summary>Interrupted (SIGINT), after a snapshot and a clean close.</summary>
    Interrupted = 130,

    /// <summary>Terminated (SIGTERM), after a snapshot and a clean close.</summary>
    Terminated = 143,
}
