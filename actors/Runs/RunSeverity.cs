namespace Actors.Runs;

/// <summary>How much an event matters.</summary>
public enum RunSeverity
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>The run goes on, less than perfectly.</summary>
    Warning,

    /// <summary>The run ends because of it.</summary>
    Error,
}
