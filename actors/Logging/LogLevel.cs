namespace Actors.Logging;

/// <summary>The least that matters enough to be logged.</summary>
public enum LogLevel
{
    /// <summary>Everything.</summary>
    Info,

    /// <summary>What makes the run go on less than perfectly, and what ends it.</summary>
    Warning,

    /// <summary>What ends the run.</summary>
    Error,

    /// <summary>Nothing.</summary>
    Off,
}
