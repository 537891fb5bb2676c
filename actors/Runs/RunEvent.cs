using Actors.Logging;

namespace Actors.Runs;

/// <summary>One thing that happened in a run, and what is known of the place where it did.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Text">One line.</param>
public sealed record RunEvent(RunSeverity Severity, string Text)
{
    /// <summary>What kind of thing.</summary>
    public EventKind Kind { get; init; } = EventKinds.Note;

    /// <summary>The block's number.</summary>
    public int? Block { get; init; }

    /// <summary>The edge's name, such as <c>block-0->block-1</c>.</summary>
    public string? Edge { get; init; }

    /// <summary>The node that it is about.</summary>
    public string? Node { get; init; }

    /// <summary>Number of the attempt.</summary>
    public int? Incarnation { get; init; }

    /// <summary>The batch's number.</summary>
    public long? Batch { get; init; }

    /// <summary>Activations in the edge.</summary>
    public long? Depth { get; init; }

    /// <summary>Activations that the edge may hold.</summary>
    public int? Capacity { get; init; }

    /// <summary>Mean age of what the edge has delivered, in updates.</summary>
    public double? Age { get; init; }

    /// <summary>The exit code that the process ends with.</summary>
    public int? Code { get; init; }
}
