using TorchSharp;
using static TorchSharp.torch;

namespace Actors.Model.Evaluation;

/// <summary>Finds the optimum of an L2-regularised logistic regression with free intercepts.</summary>
/// <remarks>
/// Scikit-learn's objective at C = 1: <c>sum of log-losses + |W|^2 / 2</c>. Embeddings of late blocks vary a million times more in some
/// directions than in others, where L-BFGS takes thousands of steps; so it walks in the basis of the columns' principal directions, each
/// divided by about the root of the objective's curvature along it. The optimum is the same one.
/// </remarks>
internal static class LogisticSolver
{
    const double GradientTolerance = 1e-6;
    const int MaxIterations = 10_000;

    /// <summary>Solves for the classes 0 … <paramref name="classes"/>-1.</summary>
    /// <param name="samples">Standardised samples.</param>
    /// <param name="labels">Class of each.</param>
    /// <param name="classes">Number of classes, 2 or more.</param>
    /// <returns>Weights <c>[outputs, width]</c>, intercepts <c>[outputs]</c>, and a bound of the gradient's entries.</returns>
    public static (double[] Weights, double[] Intercepts, double Gradient) Solve(Embeddings samples, long[] labels, int classes)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor x_ND = samples.Matrix;
        (Tensor values_D, Tensor basis_DD) = linalg.eigh(x_ND.t().mm(x_ND));

        // Mean of p (1 - p) where every class is as likely: the curvature of the loss at the start.
        double curvature = (1 - (1.0 / classes)) / classes;
        double[] scale = [.. values_D.data<double>().Select(value => 1 / Math.Sqrt(1 + (curvature * Math.Max(0, value))))];
        double constant = 1 / Math.Sqrt(curvature * samples.Samples);
        Tensor map_DD = basis_DD * tensor(scale).unsqueeze(0);
        using Scalar one = constant.ToScalar();
        Tensor design = cat([x_ND.mm(map_DD), full([samples.Samples, 1], one, dtype: float64)], 1);
        using LogisticObjective objective = new(design, [.. scale.Select(s => s * s), 0], labels, classes);
        double[] parameters = new double[objective.Parameters];
        double[] scales = [.. scale, constant];
        double gradient = Lbfgs.Minimise(objective.Evaluate, parameters, g => Unscaled(g, scales), GradientTolerance, MaxIterations);

        Tensor found_CP = tensor(parameters, [objective.Outputs, scales.Length]);
        Tensor weights_CD = found_CP.narrow(1, 0, scale.Length).mm(map_DD.t()).contiguous();
        double[] intercepts = [.. found_CP.narrow(1, scale.Length, 1).contiguous().data<double>().Select(value => value * constant)];
        return ([.. weights_CD.data<double>()], intercepts, gradient);
    }

    // The basis is orthogonal, so no entry of the gradient by the weights exceeds its length in that basis.
    static double Unscaled(double[] gradient, double[] scales)
    {
        double most = 0;
        for (int row = 0; row < gradient.Length; row += scales.Length)
        {
            double squares = 0;
            for (int j = 0; j < scales.Length; j++)
            {
                squares += gradient[row + j] / scales[j] * (gradient[row + j] / scales[j]);
            }

            most = Math.Max(most, squares);
        }

        return Math.Sqrt(most);
    }
}
