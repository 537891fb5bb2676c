namespace Actors.Model.Evaluation;

/// <summary>Accuracy of probes for one or more targets, over stratified folds.</summary>
/// <remarks>As arXiv 2601.09040 probes gratings: folds are stratified by the first target, deviations are the population's.</remarks>
public static class CrossValidation
{
    /// <summary>Fits a probe for each target and fold on the other folds, and tests it on the fold.</summary>
    /// <param name="samples">Embeddings.</param>
    /// <param name="targets">Each target's class of each sample; folds are stratified by the first.</param>
    /// <param name="folds">Number of folds.</param>
    /// <exception cref="EvaluationException">Too few samples for the folds, or a target has one class only.</exception>
    public static CrossValidationScore Run(Embeddings samples, IReadOnlyList<long[]> targets, int folds = 3)
    {
        int[] assigned = StratifiedFolds.Assign(targets[0], folds);
        long[][] predicted = [.. targets.Select(_ => new long[samples.Samples])];
        for (int fold = 0; fold < folds; fold++)
        {
            int[] train = [.. Enumerable.Range(0, assigned.Length).Where(i => assigned[i] != fold)];
            int[] test = [.. Enumerable.Range(0, assigned.Length).Where(i => assigned[i] == fold)];
            using Embeddings trainRows = samples.Rows(train);
            using Embeddings testRows = samples.Rows(test);
            for (int target = 0; target < targets.Count; target++)
            {
                using LogisticProbe probe = LogisticProbe.Fit(trainRows, [.. train.Select(i => targets[target][i])]);
                long[] answers = probe.Predict(testRows);
                for (int i = 0; i < test.Length; i++)
                {
                    predicted[target][test[i]] = answers[i];
                }
            }
        }

        double[] Accuracies(Func<int, bool> right) =>
        [
            .. Enumerable.Range(0, folds).Select(fold =>
                Enumerable.Range(0, assigned.Length).Where(i => assigned[i] == fold).Average(i => right(i) ? 1.0 : 0)),
        ];

        FoldScore all = FoldScore.Of(Accuracies(i => Enumerable.Range(0, targets.Count).All(t => predicted[t][i] == targets[t][i])));
        FoldScore[] each = [.. Enumerable.Range(0, targets.Count).Select(t => FoldScore.Of(Accuracies(i => predicted[t][i] == targets[t][i])))];
        return new CrossValidationScore(all, each, each.Average(score => score.Mean), predicted);
    }
}
