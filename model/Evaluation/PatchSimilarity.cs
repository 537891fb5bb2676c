using TorchSharp;
using static TorchSharp.torch;

namespace Actors.Model.Evaluation;

/// <summary>How alike the tokens of a clip are: 1 when all point the same way.</summary>
/// <remarks>Mean cosine of all pairs of different tokens, each standardised over its width before, as arXiv 2601.09040 measures mixing.</remarks>
public static class PatchSimilarity
{
    const double Epsilon = 1e-12;

    /// <summary>The similarity within each clip.</summary>
    /// <param name="tokens">Tokens <c>[clips, tokens, width]</c>, at least two for each clip.</param>
    /// <returns>One number for each clip, computed in the tokens' element type and added up in float64.</returns>
    public static double[] Of(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using Scalar least = Epsilon.ToScalar();
        Tensor normed_BND = nn.functional.layer_norm(tokens, [tokens.shape[2]], eps: Epsilon);
        Tensor unit_BND = normed_BND / (normed_BND * normed_BND).sum([2], keepdim: true).sqrt().clamp_min(least);

        // The sum over all pairs is the squared length of the sum: no matrix of tokens by tokens.
        Tensor sum_BD = unit_BND.sum([1], type: float64);
        Tensor all_B = (sum_BD * sum_BD).sum([1]);
        Tensor own_B = (unit_BND * unit_BND).sum([1, 2], type: float64);
        long count = tokens.shape[1];
        using Scalar pairs = (count * (count - 1.0)).ToScalar();
        return [.. (all_B - own_B).div(pairs).cpu().data<double>()];
    }
}
