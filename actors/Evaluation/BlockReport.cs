using Actors.Model.Evaluation;

namespace Actors.Evaluation;

/// <summary>What one block's embeddings are like.</summary>
/// <param name="Block">Number of the block.</param>
/// <param name="MaskedLoss">Its own loss on masked clips, every hidden token decoded; null without a decoder.</param>
/// <param name="PatchSimilarity">Mean cosine of a clip's tokens.</param>
/// <param name="Probe">Accuracy on each target, fitted on the other set; null where there is none.</param>
/// <param name="ProbeCv">Accuracy over folds of this set; null where another set is fitted on.</param>
/// <param name="Accuracy">The mean accuracy over the targets: of <paramref name="Probe"/>, else of <paramref name="ProbeCv"/>.</param>
/// <param name="OccludedAccuracy">The same, fitted and tested on occluded clips.</param>
/// <param name="OcclusionDrop"><paramref name="Accuracy"/> less <paramref name="OccludedAccuracy"/>.</param>
/// <param name="Retrieval">Whether the nearest other clips are alike, mean over the targets.</param>
/// <param name="Spectrum">Shape of the cloud of embeddings.</param>
/// <param name="Uniformity">Log mean potential of all pairs at unit length.</param>
/// <param name="Norm">Lengths.</param>
/// <param name="Cosine">Cosines of all pairs.</param>
/// <param name="Distance">Distances of all pairs.</param>
public sealed record BlockReport(
    int Block, double? MaskedLoss, double PatchSimilarity, IReadOnlyList<double>? Probe, ProbeCvReport? ProbeCv, double Accuracy,
    double OccludedAccuracy, double OcclusionDrop, RetrievalReport Retrieval, SpectrumReport Spectrum, double Uniformity, NormStatistics Norm,
    Distribution Cosine, Distribution Distance);
