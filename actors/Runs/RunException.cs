namespace Actors.Runs;

/// <summary>Ends a run, or a command, with one line for the user and a documented exit code.</summary>
public sealed class RunException : Exception
{
    /// <summary>Names the thing, the place and the way out in one line.</summary>
    public RunException(ExitCode code, string message, Exception? cause = null) : base(message, cause)
    {
        Code = code;
    }

    /// <summary>The exit code of the process.</summary>
    public ExitCode Code { get; }
}
