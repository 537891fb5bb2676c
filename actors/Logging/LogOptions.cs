namespace Actors.Logging;

/// <summary>What is written about a run while it happens: to <c>actors.log</c>, and to standard error when that is no terminal.</summary>
public sealed record LogOptions
{
    /// <summary>How an event is written.</summary>
    /// <value>Default <c>text</c>. A terminal is for a person and never gets JSON.</value>
    public LogFormat Format { get; init; } = LogFormat.Text;

    /// <summary>The least that is logged.</summary>
    /// <value>Default <c>info</c>. As text in a pipe, standard error of a run gets warnings and errors at most.</value>
    public LogLevel Level { get; init; } = LogLevel.Info;

    /// <summary>Levels of single rooms, as <c>ROOM=LEVEL</c>.</summary>
    /// <value>Default none.</value>
    public IReadOnlyList<string> Rooms { get; init; } = [];
}
