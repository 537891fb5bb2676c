namespace Actors.Benchmarks;

/// <summary>What the activations of a training step take, beyond weights, moments and the batch, in bytes of main memory.</summary>
/// <param name="Chain"><c>e2e</c> (one loss, one graph through all blocks) or <c>local</c> (one block at a time, as on one core).</param>
/// <param name="Recompute">What the backward pass computes again: <c>none</c> or <c>layers</c>.</param>
/// <param name="HeldBytes">Most bytes allocated at the end of a forward pass or of a decoder's: what the backward pass goes through. Counted by
/// the allocator, not sampled; without values where the C library has no such count.</param>
/// <param name="AllBlocksBytes">The same if all blocks were at that point of their steps at once: with actors it lies between the two, and
/// what waits in edges comes on top.</param>
/// <param name="PeakBytes">Most resident memory that the step added, the temporaries of its backward pass and fragments included.</param>
public sealed record MemoryReport(string Chain, string Recompute, Sample HeldBytes, Sample AllBlocksBytes, Sample PeakBytes);
