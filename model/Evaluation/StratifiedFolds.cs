namespace Actors.Model.Evaluation;

/// <summary>Cuts labelled samples into folds that have each class's share.</summary>
public static class StratifiedFolds
{
    /// <summary>The fold in which each sample is tested.</summary>
    /// <param name="labels">Class of each sample; any numbers.</param>
    /// <param name="folds">Number of folds, 2 or more.</param>
    /// <param name="seed">Seed of the shuffle within each class.</param>
    /// <returns>One number from 0 for each sample: those of <c>StratifiedKFold(folds, shuffle=True, random_state=seed)</c> of scikit-learn.</returns>
    /// <exception cref="EvaluationException">There are fewer samples than folds, or no class has as many samples as there are folds.</exception>
    public static int[] Assign(IReadOnlyList<long> labels, int folds, uint seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        if (labels.Count < folds)
        {
            throw new EvaluationException($"{labels.Count} clips can't be cut into {folds} folds: evaluate more clips");
        }

        // Classes are numbered by first appearance.
        Dictionary<long, int> classes = [];
        foreach (long label in labels)
        {
            classes.TryAdd(label, classes.Count);
        }

        int[] encoded = [.. labels.Select(label => classes[label])];
        int[] counts = new int[classes.Count];
        foreach (int label in encoded)
        {
            counts[label]++;
        }

        if (counts.Max() < folds)
        {
            throw new EvaluationException(
                $"no class has more than {counts.Max()} of the {labels.Count} clips, and {folds} folds need {folds} of one: evaluate more clips");
        }

        return Deal(encoded, counts, folds, new MersenneTwister(seed));
    }

    // As if the sorted labels were dealt like cards: each fold gets every class's share and sizes differ by one at most.
    static int[] Deal(int[] encoded, int[] counts, int folds, MersenneTwister random)
    {
        int[] order = [.. encoded.Order()];
        int[][] shares = [.. Enumerable.Range(0, folds).Select(fold =>
        {
            int[] share = new int[counts.Length];
            for (int i = fold; i < order.Length; i += folds)
            {
                share[order[i]]++;
            }

            return share;
        })];

        int[] assigned = new int[encoded.Length];
        for (int label = 0; label < counts.Length; label++)
        {
            int[] cards = [.. Enumerable.Range(0, folds).SelectMany(fold => Enumerable.Repeat(fold, shares[fold][label]))];
            random.Shuffle<int>(cards);
            int card = 0;
            for (int i = 0; i < encoded.Length; i++)
            {
                if (encoded[i] == label)
                {
                    assigned[i] = cards[card++];
                }
            }
        }

        return assigned;
    }
}
