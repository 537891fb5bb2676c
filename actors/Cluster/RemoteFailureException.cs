using Actors.Runs;

namespace Actors.Cluster;

/// <summary>An exception that ended an actor on another node.</summary>
/// <param name="type">Name of the exception's type there.</param>
/// <param name="code">What it means to the user.</param>
/// <param name="message">Its first line.</param>
/// <param name="trace">Its text, stack included.</param>
public sealed class RemoteFailureException(string type, ExitCode code, string message, string trace) : Exception(message)
{
    /// <summary>Name of the exception's type there.</summary>
    public string Type { get; } = type;

    /// <summary>What it means to the user.</summary>
    public ExitCode Code { get; } = code;

    /// <inheritdoc/>
    public override string ToString() => trace;
}
