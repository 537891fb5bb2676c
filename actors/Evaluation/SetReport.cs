namespace Actors.Evaluation;

/// <summary>What was found on a set of clips.</summary>
/// <param name="Name">Name of the set.</param>
/// <param name="Clips">Clips that were measured.</param>
/// <param name="Classes">Number of classes of each target among them.</param>
/// <param name="Targets">Names of the quantities that probes predict.</param>
/// <param name="FittedOn">The set that the probes of <see cref="BlockReport.Probe"/> were fitted on; null where there is none.</param>
/// <param name="FittedClips">Clips of that set.</param>
/// <param name="Skipped">Clips that could not be read.</param>
/// <param name="Blocks">Each block, first to last.</param>
/// <param name="CkaLinear">Linear alignment of each block with each.</param>
/// <param name="CkaRbf">RBF alignment of each block with each.</param>
public sealed record SetReport(
    string Name, int Clips, IReadOnlyList<int> Classes, IReadOnlyList<string> Targets, string? FittedOn, int FittedClips,
    IReadOnlyList<SkippedEvaluation> Skipped, IReadOnlyList<BlockReport> Blocks, double[][] CkaLinear, double[][] CkaRbf);
