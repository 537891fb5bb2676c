namespace Actors.Evaluation;

/// <summary>The content of <c>evaluation.json</c>. Field names are a contract; there is no time in it, so the same input gives the same bytes.</summary>
/// <param name="Format">Version of this layout.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="Model">Name of the model preset.</param>
/// <param name="Regime">Regime of the run.</param>
/// <param name="Partition">Layers of each block.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Snapshot">Batches that the evaluated snapshot has learned from.</param>
/// <param name="BlocksSha256">SHA-256 of each block's file in the snapshot.</param>
/// <param name="Device">Where embeddings were computed.</param>
/// <param name="Batch">Clips that were embedded at once.</param>
/// <param name="Sets">What was found on each set of clips; the labelled data first.</param>
public sealed record EvaluationReport(
    int Format, string Version, string Model, string Regime, IReadOnlyList<int> Partition, long Seed, long Snapshot,
    IReadOnlyList<string> BlocksSha256, string Device, int Batch, IReadOnlyList<SetReport> Sets);
