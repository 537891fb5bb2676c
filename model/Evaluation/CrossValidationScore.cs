namespace Actors.Model.Evaluation;

/// <summary>What cross-validated probes reach.</summary>
/// <param name="Overall">Share of samples of which every target is predicted right.</param>
/// <param name="Targets">Accuracy on each target.</param>
/// <param name="Mean">Mean over the targets.</param>
/// <param name="Predicted">Each target's prediction for each sample, made when its fold was tested.</param>
public sealed record CrossValidationScore(FoldScore Overall, IReadOnlyList<FoldScore> Targets, double Mean, IReadOnlyList<long[]> Predicted);
