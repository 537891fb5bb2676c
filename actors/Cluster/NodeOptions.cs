namespace Actors.Cluster;

/// <summary>A process that lends itself to runs.</summary>
public sealed record NodeOptions
{
    /// <summary>The coordinator, as <c>HOST:PORT</c>.</summary>
    public required string Join { get; init; }

    /// <summary>The node's name, unique in the cluster.</summary>
    public required string Name { get; init; }

    /// <summary>Where its blocks compute; empty leaves it to the run.</summary>
    public string Device { get; init; } = "";

    /// <summary>How much of the work it can take, relative to the others.</summary>
    /// <value>Default its cores. Above 0.</value>
    public double Work { get; init; } = Environment.ProcessorCount;

    /// <summary>Roles it has in the cluster besides <c>worker</c>.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Whether it waits for the next run when one has ended, or its coordinator is gone.</summary>
    /// <value>Default false: it ends with its run.</value>
    public bool Stays { get; init; }
}
