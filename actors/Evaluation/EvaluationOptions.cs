namespace Actors.Evaluation;

/// <summary>What is evaluated, and on what.</summary>
public sealed record EvaluationOptions
{
    /// <summary>The run directory.</summary>
    public required string Run { get; init; }

    /// <summary>A folder of videos or the name of a generated set.</summary>
    /// <value>Default empty: what the run learned from; <c>motion</c> for the files that a run has written itself.</value>
    public string Data { get; init; } = "";

    /// <summary>The only part of the data that is used.</summary>
    /// <value>Default empty: probes are fitted on <c>train</c> and all else is measured on <c>test</c>, where there are both.</value>
    public string Split { get; init; } = "";

    /// <summary>Batches the snapshot has learned from.</summary>
    /// <value>Default null: the newest whole one.</value>
    public long? Snapshot { get; init; }

    /// <summary>Most clips of each part of the data.</summary>
    /// <value>Default null: 144 of a generated set, all of a folder.</value>
    public int? Clips { get; init; }

    /// <summary>Clips of each of the two sets of gratings; 0 leaves them out.</summary>
    /// <value>Default 144. The whole sets have 10,800 and 15,552.</value>
    public int Gratings { get; init; } = DefaultClips;

    /// <summary>Clips that are embedded at once by each thread.</summary>
    /// <value>Default 8. The last bits of an embedding depend on it.</value>
    public int Batch { get; init; } = 8;

    /// <summary>Where blocks compute: <c>cpu</c>, <c>cuda</c> or <c>cuda:i</c>.</summary>
    /// <value>Default empty: where the run's did.</value>
    public string Device { get; init; } = "";

    /// <summary>Clips of a generated set unless told otherwise.</summary>
    public const int DefaultClips = 144;
}
