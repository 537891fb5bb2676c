using TorchSharp;
using static TorchSharp.torch;

namespace Actors.Model.Evaluation;

/// <summary>One vector for each sample, as metrics read them: float64 <c>[samples, width]</c> in main memory.</summary>
public sealed class Embeddings : IDisposable
{
    /// <summary>Takes a matrix of any element type and device; a copy is kept.</summary>
    /// <exception cref="EvaluationException">It is no matrix, is empty, or holds a value that is not finite.</exception>
    public Embeddings(Tensor matrix)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        if (matrix.dim() != 2 || matrix.numel() == 0)
        {
            throw new EvaluationException($"embeddings are [{string.Join(", ", matrix.shape)}], expected [samples, width]");
        }

        Tensor copy = matrix.detach().to(float64, CPU, copy: true).contiguous();
        if (!copy.isfinite().all().item<bool>())
        {
            throw new EvaluationException("embeddings hold values that are not finite: the weights of this snapshot can't be evaluated");
        }

        Matrix = copy.DetachFromDisposeScope();
    }

    /// <summary>A row-major matrix.</summary>
    /// <exception cref="EvaluationException">As the other.</exception>
    public static Embeddings Of(float[] values, int samples)
    {
        using Tensor matrix = tensor(values, [samples, samples == 0 ? 0 : values.Length / samples], float32);
        return new Embeddings(matrix);
    }

    /// <summary>Number of vectors.</summary>
    public int Samples => (int)Matrix.shape[0];

    /// <summary>Length of each vector.</summary>
    public int Width => (int)Matrix.shape[1];

    /// <summary>The matrix; the object owns it.</summary>
    internal Tensor Matrix { get; }

    /// <summary>Some of the vectors, in the order given. The caller owns the result.</summary>
    public Embeddings Rows(IReadOnlyList<int> samples)
    {
        using var scope = NewDisposeScope();
        Tensor index = tensor([.. samples.Select(sample => (long)sample)], int64);
        return new Embeddings(Matrix.index_select(0, index));
    }

    /// <summary>The vectors less their mean, in the caller's dispose scope.</summary>
    internal Tensor Centered() => Matrix - Matrix.mean([0], keepdim: true);

    /// <summary>The vectors at unit length, in the caller's dispose scope; a zero vector stays zero.</summary>
    internal Tensor Normalised()
    {
        using Scalar least = double.Epsilon.ToScalar();
        return Matrix / Lengths().clamp_min(least).unsqueeze(1);
    }

    /// <summary>Euclidean norms <c>[samples]</c>, in the caller's dispose scope.</summary>
    internal Tensor Lengths() => (Matrix * Matrix).sum([1]).sqrt();

    /// <inheritdoc/>
    public void Dispose() => Matrix.Dispose();
}
