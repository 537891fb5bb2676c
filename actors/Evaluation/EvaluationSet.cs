using System.Security.Cryptography;
using System.Text;
using Actors.Data.Clips;
using Actors.Data.Datasets;
using Actors.Model.Evaluation;

namespace Actors.Evaluation;

/// <summary>Clips with what is to be read from their embeddings.</summary>
/// <param name="Source">Where the clips come from.</param>
/// <param name="Samples">Which of them, ascending.</param>
/// <param name="Targets">Names of the quantities that probes predict.</param>
/// <param name="TargetsOf">The class of a sample in each target.</param>
/// <param name="Halves">Whether an occluded clip shows a square in each half, or one anywhere.</param>
/// <param name="Fill">Colour of what is occluded.</param>
internal sealed record EvaluationSet(
    IClipSource Source, IReadOnlyList<int> Samples, IReadOnlyList<string> Targets, Func<int, long[]> TargetsOf, bool Halves,
    (byte Red, byte Green, byte Blue) Fill)
{
    /// <summary>Its name in reports.</summary>
    public string Name => Source.Name;

    /// <summary>Refuses clips that no probe could be fitted on, before any is embedded.</summary>
    /// <param name="folds">Folds of the cross-validation; 0 when other clips are tested.</param>
    /// <exception cref="EvaluationException">They are of one class, or too few for the folds.</exception>
    public void Check(int folds)
    {
        long[][] rows = [.. Samples.Select(TargetsOf)];
        for (int target = 0; target < Targets.Count; target++)
        {
            CheckClasses(rows, target, $"all {rows.Length} clips have the same {Targets[target]}");
        }

        if (folds == 0)
        {
            return;
        }

        int[] assigned;
        try
        {
            assigned = StratifiedFolds.Assign([.. rows.Select(row => row[0])], folds);
        }
        catch (EvaluationException e)
        {
            throw new EvaluationException($"{Name}: {e.Message}", e);
        }

        for (int fold = 0; fold < folds; fold++)
        {
            long[][] train = [.. rows.Where((_, i) => assigned[i] != fold)];
            for (int target = 0; target < Targets.Count; target++)
            {
                CheckClasses(train, target, $"the {train.Length} clips outside fold {fold} have the same {Targets[target]}");
            }
        }
    }

    void CheckClasses(long[][] rows, int target, string otherwise)
    {
        if (rows.Select(row => row[target]).Distinct().Count() < 2)
        {
            throw new EvaluationException($"{Name}: {otherwise}, nothing to tell apart: evaluate more clips, or give other --data");
        }
    }

    /// <summary>A text that changes when the clips may have changed: of files their names, lengths and times of writing.</summary>
    public string Identity()
    {
        string clips = Source is VideoDataset videos
            ? string.Join('\n', Samples.Select(sample =>
            {
                var file = new FileInfo(videos.Files[sample].Path);
                return FormattableString.Invariant($"{file.FullName} {(file.Exists ? file.Length : -1)} {file.LastWriteTimeUtc.Ticks}");
            }))
            : string.Join(',', Samples);
        string labels = string.Join('\n', Samples.Select(sample => string.Join(',', TargetsOf(sample))));
        string all = FormattableString.Invariant($"{Source.Name}\n{Source.Count}\n{Source.Geometry}\n{Halves} {Fill}\n{clips}\n{labels}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
    }
}
