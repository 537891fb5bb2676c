using static TorchSharp.torch;

namespace Actors.Model.Evaluation;

/// <summary>What a logistic regression minimises: summed log-loss plus half the weighted sum of squares of the parameters.</summary>
/// <remarks>
/// Softmax over three or more classes; of two classes one output, for the second. Parameters <c>[outputs, columns]</c>, row-major, one
/// column for each of the design's; an intercept is a constant column without a penalty.
/// </remarks>
internal sealed class LogisticObjective : IDisposable
{
    readonly Tensor design_NP;
    readonly Tensor target_NC;
    readonly double[] penalty;

    /// <summary>A design matrix <c>[samples, columns]</c>, each sample's class below <paramref name="classes"/>, each column's penalty.</summary>
    public LogisticObjective(Tensor design, double[] penalty, long[] labels, int classes)
    {
        this.penalty = penalty;
        Outputs = OutputsOf(classes);
        design_NP = design.detach().DetachFromDisposeScope();
        double[] target = new double[labels.Length * Outputs];
        for (int i = 0; i < labels.Length; i++)
        {
            if (Outputs == 1)
            {
                target[i] = labels[i];
            }
            else
            {
                target[(i * Outputs) + labels[i]] = 1;
            }
        }

        target_NC = tensor(target, [labels.Length, Outputs]).DetachFromDisposeScope();
    }

    /// <summary>Rows of the parameters.</summary>
    public int Outputs { get; }

    /// <summary>Number of parameters.</summary>
    public int Parameters => Outputs * penalty.Length;

    /// <summary>Rows of the parameters for so many classes.</summary>
    public static int OutputsOf(int classes) => classes == 2 ? 1 : classes;

    /// <summary>The objective, and its gradient into <paramref name="gradient"/>.</summary>
    public double Evaluate(double[] parameters, double[] gradient)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor logits_NC = design_NP.mm(tensor(parameters, [Outputs, penalty.Length]).t());
        Tensor loss = Outputs == 1
            ? nn.functional.binary_cross_entropy_with_logits(logits_NC, target_NC, reduction: nn.Reduction.Sum)
            : nn.functional.log_softmax(logits_NC, 1).mul(target_NC).sum().neg();
        Tensor residual_NC = (Outputs == 1 ? logits_NC.sigmoid() : nn.functional.softmax(logits_NC, 1)) - target_NC;
        residual_NC.t().mm(design_NP).data<double>().CopyTo(gradient);
        double squares = 0;
        for (int i = 0; i < parameters.Length; i++)
        {
            double weighted = penalty[i % penalty.Length] * parameters[i];
            squares += weighted * parameters[i];
            gradient[i] += weighted;
        }

        return loss.item<double>() + (squares / 2);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        design_NP.Dispose();
        target_NC.Dispose();
    }
}
