using static TorchSharp.torch;

namespace Actors.Model.Evaluation;

/// <summary>A linear probe: standardised embeddings, then L2-regularised logistic regression.</summary>
/// <remarks>
/// Scikit-learn's <c>make_pipeline(StandardScaler(), LogisticRegression())</c>, the probe of arXiv 2601.09040, but minimised to its
/// optimum, which is unique: a result does not depend on where a solver stopped.
/// </remarks>
public sealed class LogisticProbe : IDisposable
{
    readonly Standardisation standardisation;
    readonly long[] classes;
    readonly double[] weights;
    readonly double[] intercepts;

    LogisticProbe(Standardisation standardisation, long[] classes, double[] weights, double[] intercepts, double gradient)
    {
        // Softmax does not see a number added to all intercepts: this is the choice that scikit-learn's optimum makes.
        double mean = intercepts.Length > 1 ? intercepts.Average() : 0;
        this.standardisation = standardisation;
        this.classes = classes;
        this.weights = weights;
        this.intercepts = [.. intercepts.Select(intercept => intercept - mean)];
        Gradient = gradient;
    }

    /// <summary>The labels it tells apart, ascending.</summary>
    public IReadOnlyList<long> Classes => classes;

    /// <summary>Weights of the standardised columns, row-major <c>[classes, width]</c>; one row for two classes.</summary>
    public IReadOnlyList<double> Weights => weights;

    /// <summary>Intercepts of the classes, mean 0; one for two classes.</summary>
    public IReadOnlyList<double> Intercepts => intercepts;

    /// <summary>Bound of the entries of the objective's gradient at the end of the fit.</summary>
    public double Gradient { get; }

    /// <summary>Fits a probe.</summary>
    /// <param name="samples">Embeddings to learn from.</param>
    /// <param name="labels">Class of each; any numbers.</param>
    /// <exception cref="EvaluationException">There is one class only.</exception>
    public static LogisticProbe Fit(Embeddings samples, IReadOnlyList<long> labels)
    {
        long[] classes = [.. labels.Distinct().Order()];
        if (classes.Length < 2)
        {
            throw new EvaluationException($"all {labels.Count} clips are of one class: a probe needs two to tell apart");
        }

        Standardisation standardisation = Standardisation.Fit(samples);
        using Embeddings standardised = standardisation.Apply(samples);
        long[] index = [.. labels.Select(label => (long)Array.BinarySearch(classes, label))];
        (double[] weights, double[] intercepts, double gradient) = LogisticSolver.Solve(standardised, index, classes.Length);
        return new LogisticProbe(standardisation, classes, weights, intercepts, gradient);
    }

    /// <summary>Probability of each class, row-major <c>[samples, classes]</c>.</summary>
    public double[] Probabilities(Embeddings samples)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using Embeddings standardised = standardisation.Apply(samples);
        int outputs = intercepts.Length;
        Tensor logits_NC = nn.functional.linear(
            standardised.Matrix, tensor(weights, [outputs, weights.Length / outputs]), tensor(intercepts));

        // One output is the second class's; the first has what it leaves.
        Tensor both_NC = outputs > 1 ? logits_NC : cat([zeros_like(logits_NC), logits_NC], 1);
        return [.. nn.functional.softmax(both_NC, 1).data<double>()];
    }

    /// <summary>The likeliest class of each sample; of equal ones the first.</summary>
    public long[] Predict(Embeddings samples)
    {
        double[] probabilities = Probabilities(samples);
        return
        [
            .. Enumerable.Range(0, samples.Samples).Select(i =>
            {
                ReadOnlySpan<double> row = probabilities.AsSpan(i * classes.Length, classes.Length);
                int best = 0;
                for (int c = 1; c < row.Length; c++)
                {
                    best = row[c] > row[best] ? c : best;
                }

                return classes[best];
            }),
        ];
    }

    /// <summary>Share of samples whose predicted class is theirs.</summary>
    public double Accuracy(Embeddings samples, IReadOnlyList<long> labels) =>
        Predict(samples).Zip(labels, (predicted, label) => predicted == label ? 1.0 : 0).Average();

    /// <inheritdoc/>
    public void Dispose() => standardisation.Dispose();
}
