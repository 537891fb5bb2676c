using Actors.Model.Evaluation;

namespace Actors.Evaluation;

/// <summary>What every block made of the clips of a set.</summary>
/// <param name="Samples">The clips that could be read, by number.</param>
/// <param name="Blocks">What each block made of them.</param>
/// <param name="Skipped">The clips that could not be read, and why.</param>
internal sealed record SetEmbeddings(IReadOnlyList<int> Samples, IReadOnlyList<BlockEmbeddings> Blocks, IReadOnlyList<SkippedEvaluation> Skipped);

/// <summary>What one block made of the clips of a set.</summary>
/// <param name="Width">Width of an embedding.</param>
/// <param name="Whole">Mean over the tokens of each unmasked clip, row-major <c>[clips, width]</c>.</param>
/// <param name="Occluded">The same of the occluded clips.</param>
/// <param name="PatchSimilarity">Mean cosine of a clip's tokens <c>[clips]</c>.</param>
/// <param name="MaskedLoss">The block's own loss on each clip under a mask <c>[clips]</c>; empty without a decoder.</param>
internal sealed record BlockEmbeddings(int Width, float[] Whole, float[] Occluded, double[] PatchSimilarity, double[] MaskedLoss)
{
    /// <summary>The embeddings as metrics read them; the caller owns them.</summary>
    public Embeddings Matrix(bool occluded = false) =>
        Embeddings.Of(occluded ? Occluded : Whole, PatchSimilarity.Length);
}
