using Actors.Model.Evaluation;

namespace Actors.Evaluation;

/// <summary>Cross-validated accuracy.</summary>
/// <param name="Folds">Number of folds.</param>
/// <param name="Overall">Share of clips of which every target is predicted right.</param>
/// <param name="Targets">Accuracy on each target.</param>
/// <param name="Mean">Mean over the targets.</param>
public sealed record ProbeCvReport(int Folds, FoldScore Overall, IReadOnlyList<FoldScore> Targets, double Mean);
