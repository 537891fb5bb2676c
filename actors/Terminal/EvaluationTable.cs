using System.Globalization;
using Actors.Evaluation;

namespace Actors.Terminal;

/// <summary>An evaluation in lines of at most 80 columns save for names; goes to standard output.</summary>
internal static class EvaluationTable
{
    /// <summary>A few words about the snapshot, and for each set a line a block.</summary>
    public static IEnumerable<string> Lines(EvaluationReport report, string file)
    {
        yield return $"snapshot after {report.Snapshot} batches of {report.Regime}, {report.Model}, {string.Join('+', report.Partition)}";
        foreach (SetReport set in report.Sets)
        {
            foreach (string line in Of(set))
            {
                yield return line;
            }
        }

        yield return $"all      {file}";
    }

    static IEnumerable<string> Of(SetReport set)
    {
        string probe = set.FittedOn is { } fitted ? $"probe fitted on {set.FittedClips} of {fitted}" : $"probe over {set.Blocks[0].ProbeCv?.Folds} folds";
        string targets = set.Targets.Count == 1 ? $"{set.Classes[0]} classes" : $"{set.Targets.Count} targets";
        yield return "";
        yield return $"{set.Name}: {set.Clips} clips, {targets}, {probe}";
        yield return "block   loss  probe occluded   top1   top5    mAP   rank uniform  patch CKA>next";
        foreach (BlockReport block in set.Blocks)
        {
            string next = block.Block + 1 < set.Blocks.Count ? Share(set.CkaLinear[block.Block][block.Block + 1]) : "-";
            string loss = block.MaskedLoss is { } own ? Phrases.Loss(own) : "-";
            string figures = string.Create(
                CultureInfo.InvariantCulture,
                $"{loss,6} {Share(block.Accuracy),6} {Share(block.OccludedAccuracy),8} {Share(block.Retrieval.Top1),6} " +
                $"{Share(block.Retrieval.Top5),6} {Share(block.Retrieval.Map),6} {block.Spectrum.EffectiveRank,6:0.0} {block.Uniformity,7:0.000} {block.PatchSimilarity,6:0.000} {next,8}");
            yield return string.Create(CultureInfo.InvariantCulture, $"{block.Block,-5} {figures}");
        }
    }

    static string Share(double share) => double.IsNaN(share) ? "-" : share.ToString("0.000", CultureInfo.InvariantCulture);
}
