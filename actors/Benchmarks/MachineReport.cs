namespace Actors.Benchmarks;

/// <summary>What the machine does at best.</summary>
/// <param name="Float32Core">Operations per second of float32 matrix products on one core.</param>
/// <param name="Float32Cores">The same, one product on each core at once, all together.</param>
/// <param name="Bfloat16Core">Operations per second of bfloat16 matrix products on one core.</param>
/// <param name="Bfloat16Cores">The same, one product on each core at once, all together.</param>
/// <param name="CopyCore">Bytes per second, read and written, of copies on one core.</param>
/// <param name="CopyCores">The same, one copy on each core at once, all together.</param>
public sealed record MachineReport(
    Sample Float32Core, Sample Float32Cores, Sample Bfloat16Core, Sample Bfloat16Cores, Sample CopyCore, Sample CopyCores);
