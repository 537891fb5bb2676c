using Actors.Model.Shapes;

namespace Actors.Reports;

/// <summary>Runs that differ in the seed only; their figures have a spread.</summary>
/// <param name="Number">Its place among the groups, from 0; its letter and look in figures.</param>
/// <param name="Variant">What it is apart from the partition, such as <c>async, overflow=latest</c>.</param>
/// <param name="Runs">The runs.</param>
internal sealed record RunGroup(int Number, string Variant, IReadOnlyList<ReportedRun> Runs)
{
    /// <summary>Layers of each block.</summary>
    public Partition Partition => Runs[0].Partition;

    /// <summary>Layers of each block, such as <c>2+2+2+2</c>.</summary>
    public string Cut => string.Join('+', Partition.Layers);

    /// <summary>The regime, as on the command line.</summary>
    public string Regime => Runs[0].Regime;

    /// <summary>What tells it from the others in words.</summary>
    public string Label => $"{Variant}, {Cut}";

    /// <summary>Layers of a block and of those before it.</summary>
    public int DepthOf(int block) => Runs[0].DepthOf(block);
}
