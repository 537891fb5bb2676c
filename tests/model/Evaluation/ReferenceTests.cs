using Actors.Model.Checkpoints;
using Actors.Model.Evaluation;
using TorchSharp;
using Xunit;
using static Actors.Tests.Model.Evaluation.Metrics;

namespace Actors.Tests.Model.Evaluation;

/// <summary>Every number of <c>metrics_reference.json</c>.</summary>
public sealed class ReferenceTests
{
    [Theory]
    [InlineData("X", "Y")]
    [InlineData("X", "Z")]
    [InlineData("Y", "Z")]
    [InlineData("X", "X")]
    public void Alignment_is_that_of_the_reference(string first, string second)
    {
        using Embeddings x = Matrix(first);
        using Embeddings y = Matrix(second);
        string pair = $"{first}_{second}";
        Close(Number("cka", pair, "linear_cka"), LinearCka.Of(x, y), $"{pair} linear");
        Close(Number("cka", pair, "rbf_cka"), RbfCka.Of(x, y), $"{pair} rbf");
        Close(Number("cka", pair, "median_dist_first"), RbfCka.MedianDistance(x), $"{pair} first median");
        Close(Number("cka", pair, "median_dist_second"), RbfCka.MedianDistance(y), $"{pair} second median");
    }

    [Theory]
    [InlineData("X", "labels", "X")]
    [InlineData("Y", "labels", "Y")]
    [InlineData("X_standardised", "labels", "X")]
    [InlineData("Y_with_singleton_label", "labels_singleton", "Y")]
    public void Retrieval_is_that_of_the_reference(string name, string labels, string matrix)
    {
        using Embeddings plain = Matrix(matrix);
        using var standard = Standardisation.Fit(plain);
        using Embeddings standardised = standard.Apply(plain);
        RetrievalScore score = Retrieval.Of(name == "X_standardised" ? standardised : plain, [Labels(labels)])[0];
        Close(Number("retrieval", name, "retrieval_top1_acc"), score.Top1, "top 1");
        Close(Number("retrieval", name, "retrieval_top5_acc"), score.Top5, "top 5");
        Close(Number("retrieval", name, "retrieval_top10_acc"), score.Top10, "top 10");
        Close(Number("retrieval", name, "retrieval_map"), score.MeanAveragePrecision, "mAP");
        if (labels == "labels")
        {
            Close(Input($"retrieval.ap.{name}").ToArray<double>(), score.AveragePrecision, "average precision");
        }
    }

    [Theory]
    [InlineData("X")]
    [InlineData("Y")]
    [InlineData("Z")]
    public void The_spectrum_is_that_of_the_reference(string name)
    {
        using Embeddings x = Matrix(name);
        var spectrum = Spectrum.Of(x);
        double[] eigenvalues = Input($"spectrum.eig.{name}").ToArray<double>();
        Close(eigenvalues, spectrum.Eigenvalues, "eigenvalue", 1e-9 * Math.Max(1, eigenvalues[0]));
        Close(Number("spectrum", name, "effective_rank"), spectrum.EffectiveRank, "effective rank");
        Close(Number("spectrum", name, "participation_ratio"), spectrum.ParticipationRatio, "participation ratio");
        Close(Number("spectrum", name, "isotropy_ratio"), spectrum.Isotropy, "isotropy");
        Assert.Equal(Number("spectrum", name, "explained_k90"), spectrum.ExplainedK90);
        Close(Number("spectrum", name, "cond_number"), spectrum.ConditionNumber, "condition number", 0, 1e-6);
    }

    [Theory]
    [InlineData("X")]
    [InlineData("Y")]
    [InlineData("Z")]
    public void Uniformity_norms_cosines_and_distances_are_those_of_the_reference(string name)
    {
        using Embeddings x = Matrix(name);
        var found = PairStatistics.Of(x);
        (string, double)[] numbers =
        [
            ("uniformity_log_mean_exp", found.Uniformity),
            ("norm_mean", found.Norm.Mean), ("norm_std", found.Norm.Deviation), ("norm_min", found.Norm.Least), ("norm_max", found.Norm.Largest),
            ("cos_mean", found.Cosine.Mean), ("cos_std", found.Cosine.Deviation),
            ("cos_q05", found.Cosine.Q05), ("cos_q50", found.Cosine.Q50), ("cos_q95", found.Cosine.Q95),
            ("dist_mean", found.Distance.Mean), ("dist_std", found.Distance.Deviation),
            ("dist_q05", found.Distance.Q05), ("dist_q50", found.Distance.Q50), ("dist_q95", found.Distance.Q95),
        ];
        Assert.All(numbers, number => Close(Number("uniformity_exact_all_pairs", name, number.Item1), number.Item2, number.Item1));

        // The paper samples pairs; all of them must lie within what sampling scatters by.
        double sampled = Number("uniformity_exact_all_pairs", name, "paper_sampled_20000_pairs_mean_over_20_seeds");
        Close(sampled, found.Uniformity, "sampled uniformity", 4 * Number("uniformity_exact_all_pairs", name, "paper_sampled_20000_pairs_std"));
    }

    [Fact]
    public void Patch_similarity_is_that_of_the_reference_in_both_precisions()
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor tokens = TensorBytes.ToTensor(Input("tokens"));
        double[] exact = PatchSimilarity.Of(tokens.to(torch.float64));
        Close(Array("cos_patch_similarity", "per_sample"), exact, "float64");
        Close(Number("cos_patch_similarity", "mean"), exact.Average(), "mean");
        Close(Number("cos_patch_similarity", "sum"), exact.Sum(), "sum");
        Close(exact, PatchSimilarity.Of(tokens), "float32", 1e-4);
        tokens.Dispose();
    }

    [Theory]
    [InlineData("X", "labels")]
    [InlineData("Y", "labels")]
    [InlineData("Y_binary", "labels_binary")]
    public void A_probe_ends_at_the_reference_optimum(string name, string labels)
    {
        using Embeddings all = Matrix(name[..1]);
        int[] train = [.. Labels("probe.train_idx").Select(i => (int)i)];
        int[] test = [.. Labels("probe.test_idx").Select(i => (int)i)];
        long[] y = Labels(labels);
        using Embeddings trainRows = all.Rows(train);
        using Embeddings testRows = all.Rows(test);
        using var scaler = Standardisation.Fit(trainRows);
        Close(Input($"probe.{name}.scaler_mean").ToArray<double>(), scaler.Mean, "scaler mean");
        Close(Input($"probe.{name}.scaler_scale").ToArray<double>(), scaler.Scale, "scaler scale");

        using var probe = LogisticProbe.Fit(trainRows, [.. train.Select(i => y[i])]);
        Assert.True(probe.Gradient <= 1e-6, $"gradient {probe.Gradient:G3}");
        Close(Input($"probe.{name}.coef").ToArray<double>(), probe.Weights, "weight", 1e-6);
        Close(Input($"probe.{name}.intercept").ToArray<double>(), probe.Intercepts, "intercept", 1e-6);
        Close(Input($"probe.{name}.proba").ToArray<double>(), probe.Probabilities(testRows), "probability", 1e-6);
        Assert.Equal(Labels($"probe.{name}.pred"), probe.Predict(testRows));
        Close(Number("probe", name, "accuracy_optimum"), probe.Accuracy(testRows, [.. test.Select(i => y[i])]), "accuracy");
        Assert.Equal(Array("probe", name, "classes"), probe.Classes.Select(label => (double)label));
    }

    [Fact]
    public void Folds_are_those_that_scikit_learn_draws() =>
        Assert.Equal(Labels("cv.fold"), StratifiedFolds.Assign(Targets()[0], 3).Select(fold => (long)fold));

    [Fact]
    public void Cross_validated_probes_of_several_targets_are_those_of_the_reference()
    {
        using Embeddings y = Matrix("Y");
        CrossValidationScore score = CrossValidation.Run(y, Targets());
        long[] predicted = Labels("cv.pred");
        Assert.Equal(predicted, Enumerable.Range(0, 200).SelectMany(i => score.Predicted.Select(target => target[i])));
        Close(Number("probe_cv_multi_target", "cv_overall_accuracy_mean"), score.Overall.Mean, "overall");
        Close(Number("probe_cv_multi_target", "cv_overall_accuracy_std"), score.Overall.Deviation, "overall deviation");
        for (int target = 0; target < 3; target++)
        {
            string name = $"cv_target_{target}_accuracy";
            Close(Number("probe_cv_multi_target", $"{name}_mean"), score.Targets[target].Mean, name);
            Close(Number("probe_cv_multi_target", $"{name}_std"), score.Targets[target].Deviation, $"{name} deviation");
        }

        Close(Number("probe_cv_multi_target", "arithmetic_mean_over_targets"), score.Mean, "mean over targets");
    }

    // Three targets a row, float as the paper stores them, cut to whole numbers as its probe does.
    static long[][] Targets()
    {
        float[] rows = Input("labels_multi").ToArray<float>();
        return [.. Enumerable.Range(0, 3).Select(target => Enumerable.Range(0, 200).Select(i => (long)rows[(3 * i) + target]).ToArray())];
    }
}
