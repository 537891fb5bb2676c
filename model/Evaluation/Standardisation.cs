using static TorchSharp.torch;

namespace Actors.Model.Evaluation;

/// <summary>Brings each column to mean 0 and deviation 1, with the statistics of the samples it was fitted on.</summary>
/// <remarks>The population deviation; columns without variance are divided by 1. As <c>StandardScaler</c> of scikit-learn.</remarks>
public sealed class Standardisation : IDisposable
{
    readonly Tensor mean;
    readonly Tensor scale;

    Standardisation(Tensor mean, Tensor scale)
    {
        this.mean = mean;
        this.scale = scale;
    }

    /// <summary>Mean of each column.</summary>
    public double[] Mean => [.. mean.data<double>()];

    /// <summary>What each column is divided by.</summary>
    public double[] Scale => [.. scale.data<double>()];

    /// <summary>Takes the statistics of some samples.</summary>
    public static Standardisation Fit(Embeddings samples)
    {
        using var scope = NewDisposeScope();
        Tensor mean = samples.Matrix.mean([0]);
        Tensor centered = samples.Matrix - mean;
        Tensor variance = (centered * centered).mean([0]);

        double[] scale = [.. mean.data<double>().Zip(variance.data<double>(), (m, v) => Constant(m, v, samples.Samples) ? 1 : Math.Sqrt(v))];
        return new Standardisation(mean.DetachFromDisposeScope(), tensor(scale).DetachFromDisposeScope());
    }

    // What rounding leaves of the variance of equal values; scaled to deviation 1 it would be a feature.
    static bool Constant(double mean, double variance, int samples)
    {
        double epsilon = samples * (double.BitIncrement(1) - 1);
        return variance <= (epsilon * variance) + (epsilon * mean * epsilon * mean);
    }

    /// <summary>The samples, standardised; the caller owns the result.</summary>
    public Embeddings Apply(Embeddings samples)
    {
        using var scope = NewDisposeScope();
        return new Embeddings((samples.Matrix - mean) / scale);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        mean.Dispose();
        scale.Dispose();
    }
}
