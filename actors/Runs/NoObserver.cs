namespace Actors.Runs;

/// <summary>Looks away.</summary>
public sealed class NoObserver : IRunObserver
{
    NoObserver()
    {
    }

    /// <summary>The one there is.</summary>
    public static NoObserver Instance { get; } = new();

    /// <inheritdoc/>
    public void Event(RunEvent happened)
    {
    }

    /// <inheritdoc/>
    public void Progress(RunProgress progress)
    {
    }
}
