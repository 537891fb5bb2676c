namespace Actors.Evaluation;

/// <summary>A clip that could not be read and was left out.</summary>
/// <param name="Clip">Its name.</param>
/// <param name="Reason">Why, in a word.</param>
/// <param name="Detail">Why.</param>
public sealed record SkippedEvaluation(string Clip, string Reason, string Detail);
