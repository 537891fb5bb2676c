namespace Actors.Tracing;

/// <summary>What the coordinator knows of the clock of a process whose trace it is to join.</summary>
/// <param name="node">The node's name.</param>
internal sealed class ComparedClock(string node)
{
    /// <summary>The node's name.</summary>
    public string Node { get; } = node;

    /// <summary>Which file the node writes; null until it has answered.</summary>
    public Guid? File { get; private set; }

    /// <summary>The comparisons.</summary>
    public ClockSamples Samples { get; } = new();

    /// <summary>Takes an answer in.</summary>
    public void Answered(ClockSample sample, Guid file)
    {
        File = file;
        Samples.Add(sample);
    }
}
