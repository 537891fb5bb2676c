namespace Actors.Benchmarks;

/// <summary>A block's step on one core, in seconds.</summary>
/// <param name="Block">Its number.</param>
/// <param name="Layers">Its layers.</param>
/// <param name="Forward">Its layers, forward.</param>
/// <param name="Decoder">Its decoder and loss, forward; 0 without.</param>
/// <param name="Backward">The backward pass of all of them.</param>
/// <param name="Optimizer">Norm, clipping and update.</param>
/// <param name="Step">All of it.</param>
/// <param name="OnAllCores">All of it while every core does the same.</param>
public sealed record BlockStepReport(
    int Block, int Layers, Sample Forward, Sample Decoder, Sample Backward, Sample Optimizer, Sample Step, Sample OnAllCores);
