namespace Actors.Model.Optimizers;

/// <summary>Settings of a block's AdamW (Loshchilov and Hutter 2019).</summary>
public sealed record OptimizerOptions
{
    /// <summary>Base learning rate, which a schedule scales. A step takes the rate that it is given.</summary>
    /// <value>Default 1e-3.</value>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Decay of the first moment.</summary>
    /// <value>Default 0.9. Range 0 to below 1.</value>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment.</summary>
    /// <value>Default 0.95. Range 0 to below 1.</value>
    public double Beta2 { get; init; } = 0.95;

    /// <summary>Added to the root of the second moment.</summary>
    /// <value>Default 1e-8.</value>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay of matrices and convolution kernels; biases, norms and mask tokens have none.</summary>
    /// <value>Default 0.05.</value>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Largest Euclidean norm of a block's gradient; a longer one is scaled down to it. 0 means no limit.</summary>
    /// <value>Default 0.</value>
    public double ClipNorm { get; init; }

    /// <summary>Returns these settings when all are in range.</summary>
    /// <exception cref="ArgumentException">One is not; the text names it.</exception>
    public OptimizerOptions Validate()
    {
        Require(double.IsFinite(LearningRate) && LearningRate >= 0, "learning rate", LearningRate, "0 or more");
        Require(Beta1 is >= 0 and < 1, "beta1", Beta1, "from 0 to below 1");
        Require(Beta2 is >= 0 and < 1, "beta2", Beta2, "from 0 to below 1");
        Require(double.IsFinite(Epsilon) && Epsilon > 0, "epsilon", Epsilon, "above 0");
        Require(double.IsFinite(WeightDecay) && WeightDecay >= 0, "weight decay", WeightDecay, "0 or more");
        Require(double.IsFinite(ClipNorm) && ClipNorm >= 0, "clip norm", ClipNorm, "0 (off) or more");
        return this;
    }

    static void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"optimizer: {name} {value} is out of range, it must be {range}"));
        }
    }
}
