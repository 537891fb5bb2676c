namespace Actors.Snapshots;

/// <summary>The content of a snapshot's <c>manifest.json</c>; written last, so that a folder with one is whole.</summary>
/// <param name="Format">Version of this layout.</param>
/// <param name="Batch">Batches 0 … <paramref name="Batch"/>-1 have been learned from; the loader goes on with this one.</param>
/// <param name="Consistent">Whether all blocks stand at the same batch.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Model">Name of the model preset.</param>
/// <param name="Regime">Regime of the run.</param>
/// <param name="Partition">Layers of each block.</param>
/// <param name="Blocks">Each block's file.</param>
/// <param name="DecoderAttention">What the tokens of decoders attend to: <c>self</c>, also where a manifest doesn't say, or <c>cross</c>.</param>
public sealed record SnapshotManifest(
    int Format, long Batch, bool Consistent, long Seed, string Model, string Regime, IReadOnlyList<int> Partition, IReadOnlyList<SnapshotPart> Blocks,
    string DecoderAttention = "self");
