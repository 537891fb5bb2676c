namespace Actors.Benchmarks;

/// <summary>A part of a benchmark.</summary>
internal interface IMeasurement : IDisposable
{
    /// <summary>What it measures, for the progress line.</summary>
    string Name { get; }

    /// <summary>Measures once.</summary>
    void Round();

    /// <summary>Puts what was measured into the report.</summary>
    BenchmarkReport Into(BenchmarkReport report);
}
