using Actors.Model.Devices;
using Actors.Model.Evaluation;

namespace Actors.Evaluation;

/// <summary>Computes every metric of a set from its embeddings.</summary>
internal static class SetAnalysis
{
    /// <summary>Folds of a cross-validation.</summary>
    public const int Folds = 3;

    /// <summary>The report of a set.</summary>
    /// <param name="set">The set that is measured.</param>
    /// <param name="found">Its embeddings.</param>
    /// <param name="fittedSet">The set that probes are fitted on; null to cross-validate.</param>
    /// <param name="fitted">The embeddings of that set.</param>
    /// <param name="threads">Blocks in work at once; changes no figure.</param>
    /// <param name="stop">Ends it between two blocks.</param>
    /// <exception cref="EvaluationException">The clips are too few or too much alike for a metric.</exception>
    public static SetReport Of(
        EvaluationSet set, SetEmbeddings found, EvaluationSet? fittedSet, SetEmbeddings? fitted, int threads, CancellationToken stop)
    {
        long[][] targets = Targets(set, found);
        long[][] fittedTargets = fittedSet is null ? [] : Targets(fittedSet, fitted!);
        BlockReport[] blocks = new BlockReport[found.Blocks.Count];
        double[][] linear = [];
        double[][] rbf = [];
        try
        {
            var parallel = new ParallelOptions { CancellationToken = stop, MaxDegreeOfParallelism = threads };
            Parallel.For(0, blocks.Length + 1, parallel, k =>
            {
                TorchThreads.Use(1);
                if (k < blocks.Length)
                {
                    blocks[k] = Block(k, found.Blocks[k], targets, fitted?.Blocks[k], fittedTargets);
                }
                else
                {
                    (linear, rbf) = Alignments(found);
                }
            });
        }
        catch (AggregateException e) when (e.Flatten().InnerExceptions.OfType<EvaluationException>().FirstOrDefault() is { } cause)
        {
            throw new EvaluationException($"{set.Name}: {cause.Message}", cause);
        }

        return new SetReport(
            set.Name, found.Samples.Count, [.. targets.Select(target => target.Distinct().Count())], set.Targets, fittedSet?.Name,
            fitted?.Samples.Count ?? 0, [.. found.Skipped, .. fitted?.Skipped ?? []], blocks, linear, rbf);
    }

    static BlockReport Block(int k, BlockEmbeddings found, long[][] targets, BlockEmbeddings? fitted, long[][] fittedTargets)
    {
        using Embeddings whole = found.Matrix();
        double[]? probe = null;
        ProbeCvReport? folds = null;
        double occluded;
        if (fitted is not null)
        {
            probe = Probe(found, targets, fitted, fittedTargets, occluded: false);
            occluded = Probe(found, targets, fitted, fittedTargets, occluded: true).Average();
        }
        else
        {
            CrossValidationScore score = CrossValidation.Run(whole, targets, Folds);
            folds = new ProbeCvReport(Folds, score.Overall, score.Targets, score.Mean);
            using Embeddings covered = found.Matrix(occluded: true);
            occluded = CrossValidation.Run(covered, targets, Folds).Mean;
        }

        double accuracy = probe?.Average() ?? folds!.Mean;
        var retrieval = RetrievalScore.Mean(Retrieval.Of(whole, targets));
        var spectrum = Spectrum.Of(whole);
        var pairs = PairStatistics.Of(whole);
        return new BlockReport(
            k, found.MaskedLoss.Length > 0 ? found.MaskedLoss.Average() : null, found.PatchSimilarity.Average(), probe, folds, accuracy, occluded,
            accuracy - occluded, new RetrievalReport(retrieval.Top1, retrieval.Top5, retrieval.Top10, retrieval.MeanAveragePrecision),
            new SpectrumReport(
                spectrum.EffectiveRank, spectrum.ParticipationRatio, spectrum.Isotropy, spectrum.ExplainedK90, spectrum.ConditionNumber),
            pairs.Uniformity, pairs.Norm, pairs.Cosine, pairs.Distance);
    }

    static double[] Probe(BlockEmbeddings test, long[][] testTargets, BlockEmbeddings train, long[][] trainTargets, bool occluded)
    {
        using Embeddings testRows = test.Matrix(occluded);
        using Embeddings trainRows = train.Matrix(occluded);
        return
        [
            .. testTargets.Select((labels, target) =>
            {
                using var probe = LogisticProbe.Fit(trainRows, trainTargets[target]);
                return probe.Accuracy(testRows, labels);
            }),
        ];
    }

    static (double[][] Linear, double[][] Rbf) Alignments(SetEmbeddings found)
    {
        Embeddings[] all = [.. found.Blocks.Select(block => block.Matrix())];
        try
        {
            return (Rows(LinearCka.Matrix(all)), Rows(RbfCka.Matrix(all)));
        }
        finally
        {
            Array.ForEach(all, each => each.Dispose());
        }
    }

    static double[][] Rows(double[,] matrix) =>
        [.. Enumerable.Range(0, matrix.GetLength(0)).Select(a => Enumerable.Range(0, matrix.GetLength(1)).Select(b => matrix[a, b]).ToArray())];

    static long[][] Targets(EvaluationSet set, SetEmbeddings found)
    {
        long[][] rows = [.. found.Samples.Select(set.TargetsOf)];
        return [.. Enumerable.Range(0, set.Targets.Count).Select(target => rows.Select(row => row[target]).ToArray())];
    }
}
