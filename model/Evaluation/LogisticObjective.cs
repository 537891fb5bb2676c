using static TorchSharp.torch;

namespace Actors.Model.Evaluation;

/// <summary>What a logistic regression minimises: summed log-loss plus half the squared norm of the weights.</summary>
/// <remarks>
/// Scikit-learn's <c>LogisticRegression</c> at C = 1: intercepts are free. Softmax over three or more classes; of two classes one weight
/// vector, for the second. Parameters lie in one vector: weights <c>[outputs, width]</c>, then intercepts <c>[outputs]</c>.
/// </remarks>
internal sealed class LogisticObjective : IDisposable
{
    readonly Tensor x_ND;
    readonly Tensor target_NC;
    readonly int outputs;

    /// <summary>Samples and the index of each one's class, below <paramref name="classes"/>.</summary>
    public LogisticObjective(Embeddings samples, long[] labels, int classes)
    {
        x_ND = samples.Matrix;
        outputs = classes == 2 ? 1 : classes;
        Parameters = outputs * (samples.Width + 1);
        double[] target = new double[labels.Length * outputs];
        for (int i = 0; i < labels.Length; i++)
        {
            if (outputs == 1)
            {
                target[i] = labels[i];
            }
            else
            {
                target[(i * outputs) + labels[i]] = 1;
            }
        }

        target_NC = tensor(target, [labels.Length, outputs]).DetachFromDisposeScope();
    }

    /// <summary>Number of parameters.</summary>
    public int Parameters { get; }

    /// <summary>The objective, and its gradient into <paramref name="gradient"/>.</summary>
    public double Evaluate(double[] parameters, double[] gradient)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        int weights = parameters.Length - outputs;
        Tensor w_CD = tensor(parameters.AsSpan(0, weights).ToArray(), [outputs, weights / outputs]);
        Tensor b_C = tensor(parameters.AsSpan(weights).ToArray());
        Tensor logits_NC = nn.functional.linear(x_ND, w_CD, b_C);
        Tensor loss = outputs == 1
            ? nn.functional.binary_cross_entropy_with_logits(logits_NC, target_NC, reduction: nn.Reduction.Sum)
            : nn.functional.log_softmax(logits_NC, 1).mul(target_NC).sum().neg();
        Tensor residual_NC = (outputs == 1 ? logits_NC.sigmoid() : nn.functional.softmax(logits_NC, 1)) - target_NC;
        residual_NC.t().mm(x_ND).data<double>().CopyTo(gradient.AsSpan(0, weights));
        residual_NC.sum([0]).data<double>().CopyTo(gradient.AsSpan(weights));
        double penalty = 0;
        for (int i = 0; i < weights; i++)
        {
            penalty += parameters[i] * parameters[i];
            gradient[i] += parameters[i];
        }

        return loss.item<double>() + (penalty / 2);
    }

    /// <inheritdoc/>
    public void Dispose() => target_NC.Dispose();
}
