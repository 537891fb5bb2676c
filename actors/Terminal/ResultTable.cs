using System.Globalization;
using Actors.Runs;

namespace Actors.Terminal;

/// <summary>What a run comes to, in at most 40 columns save for the directory's name; goes to standard output.</summary>
internal static class ResultTable
{
    const int HashDigits = 8;

    /// <summary>The lines; only the directory when the run did not come as far as a summary.</summary>
    public static IReadOnlyList<string> Lines(RunOutcome outcome)
    {
        var lines = new List<string>();
        if (outcome.Directory.Length > 0)
        {
            lines.Add($"run      {outcome.Directory}");
        }

        if (outcome.Summary is not { } summary)
        {
            return lines;
        }

        lines.Add($"clips/s  {Phrases.Rate(summary.ClipsPerSecond)}");
        lines.Add("block    first    final  ratio   sha256");
        for (int block = 0; block < summary.FinalLoss.Count; block++)
        {
            double first = summary.FirstLoss[block];
            double final = summary.FinalLoss[block];
            string ratio = double.IsFinite(final / first) ? (final / first).ToString("0.000", CultureInfo.InvariantCulture) : "-";
            string hash = summary.WeightsSha256[block];
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{block,-5} {Phrases.Loss(first),8} {Phrases.Loss(final),8} {ratio,6} {hash[..Math.Min(HashDigits, hash.Length)]}"));
        }

        return lines;
    }
}
