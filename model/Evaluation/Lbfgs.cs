namespace Actors.Model.Evaluation;

/// <summary>Minimises a smooth convex function of many variables.</summary>
/// <remarks>
/// Limited-memory BFGS (Nocedal and Wright 2006, algorithm 7.4) with a line search that brackets and bisects until both Wolfe conditions
/// hold. Ours, because the one in TorchSharp hands the native side scalars that the collector may free under it.
/// </remarks>
internal static class Lbfgs
{
    const int Memory = 12;
    const int LineSearchSteps = 60;
    const double SufficientDecrease = 1e-4;
    const double Curvature = 0.9;

    // Near the optimum a step gains less than the sum of the losses can show; then the slope alone decides.
    const double Rounding = 1e-13;

    /// <summary>A function's value, with its gradient written into the second argument.</summary>
    public delegate double Function(double[] x, double[] gradient);

    /// <summary>Walks from <paramref name="x"/>, in place, until the gradient is small.</summary>
    /// <param name="function">What is minimised.</param>
    /// <param name="x">The start, and the result.</param>
    /// <param name="size">What is meant by the size of a gradient.</param>
    /// <param name="tolerance">Size of the gradient at which it stops.</param>
    /// <param name="maxIterations">Iterations at which it stops anyway.</param>
    /// <returns>The size of the gradient where it stopped; larger than the tolerance where rounding allowed no further descent.</returns>
    public static double Minimise(Function function, double[] x, Func<double[], double> size, double tolerance, int maxIterations)
    {
        double[] gradient = new double[x.Length];
        double[] nextX = new double[x.Length];
        double[] nextGradient = new double[x.Length];
        double value = function(x, gradient);
        List<Pair> pairs = [];
        for (int iteration = 0; iteration < maxIterations && size(gradient) > tolerance; iteration++)
        {
            double[] direction = Direction(gradient, pairs);
            double first = pairs.Count == 0 ? Math.Min(1, 1 / Math.Sqrt(Dot(gradient, gradient))) : 1;
            if (Search(function, x, value, gradient, direction, first, nextX, nextGradient) is not { } nextValue)
            {
                break;
            }

            Remember(pairs, x, nextX, gradient, nextGradient);
            value = nextValue;
            nextX.CopyTo(x, 0);
            nextGradient.CopyTo(gradient, 0);
        }

        return size(gradient);
    }

    // The two-loop recursion: minus the approximate inverse Hessian times the gradient.
    static double[] Direction(double[] gradient, List<Pair> pairs)
    {
        double[] q = [.. gradient.Select(g => -g)];
        double[] alpha = new double[pairs.Count];
        for (int i = pairs.Count - 1; i >= 0; i--)
        {
            alpha[i] = Dot(pairs[i].Step, q) / pairs[i].Product;
            Add(q, -alpha[i], pairs[i].Change);
        }

        if (pairs.Count > 0)
        {
            double scale = pairs[^1].Product / Dot(pairs[^1].Change, pairs[^1].Change);
            for (int i = 0; i < q.Length; i++)
            {
                q[i] *= scale;
            }
        }

        for (int i = 0; i < pairs.Count; i++)
        {
            double beta = Dot(pairs[i].Change, q) / pairs[i].Product;
            Add(q, alpha[i] - beta, pairs[i].Step);
        }

        return q;
    }

    static double? Search(
        Function function, double[] x, double value, double[] gradient, double[] direction, double step, double[] nextX, double[] nextGradient)
    {
        double slope = Dot(gradient, direction);
        double low = 0;
        double high = double.PositiveInfinity;
        for (int i = 0; i < LineSearchSteps; i++)
        {
            x.CopyTo(nextX, 0);
            Add(nextX, step, direction);
            double next = function(nextX, nextGradient);
            if (!(next <= value + (SufficientDecrease * step * slope) + (Rounding * Math.Abs(value))))
            {
                high = step;
            }
            else if (Dot(nextGradient, direction) < Curvature * slope)
            {
                low = step;
            }
            else
            {
                return next;
            }

            step = double.IsInfinity(high) ? 2 * step : (low + high) / 2;
        }

        return null;
    }

    static void Remember(List<Pair> pairs, double[] x, double[] nextX, double[] gradient, double[] nextGradient)
    {
        double[] step = [.. nextX.Zip(x, (a, b) => a - b)];
        double[] change = [.. nextGradient.Zip(gradient, (a, b) => a - b)];
        double product = Dot(step, change);
        if (product <= 0)
        {
            return;
        }

        pairs.Add(new Pair(step, change, product));
        if (pairs.Count > Memory)
        {
            pairs.RemoveAt(0);
        }
    }

    static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    static void Add(double[] to, double factor, double[] other)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] += factor * other[i];
        }
    }

    sealed record Pair(double[] Step, double[] Change, double Product);
}
