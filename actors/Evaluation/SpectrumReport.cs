namespace Actors.Evaluation;

/// <summary>Figures of a covariance's spectrum.</summary>
/// <param name="EffectiveRank">Exponential of the entropy.</param>
/// <param name="ParticipationRatio">Squared sum over the sum of squares.</param>
/// <param name="Isotropy">Largest over mean.</param>
/// <param name="ExplainedK90">Fewest directions that hold 90 % of the variance.</param>
/// <param name="ConditionNumber">Largest over smallest; <c>"Infinity"</c> where there are no more clips than columns.</param>
public sealed record SpectrumReport(double EffectiveRank, double ParticipationRatio, double Isotropy, int ExplainedK90, double ConditionNumber);
