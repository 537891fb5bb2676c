using static TorchSharp.torch;

namespace Actors.Model.Kernels;

/// <summary>Gradients that an operator of ours has given to autograd, let go as soon as it has them.</summary>
/// <remarks>
/// TorchSharp reads the handles of a backward function's results after it has returned, and leaves them, like its argument and what it unpacked, to the
/// dispose scope of the whole backward pass: until its end every layer's gradients would stay in memory. By the next such call on the thread,
/// autograd has taken the results of the one before.
/// </remarks>
internal static class HandedOver
{
    [ThreadStatic]
    static List<Tensor>? last;

    /// <summary>Ends a backward function.</summary>
    /// <param name="context">Its context: what was saved there is let go, too, since a graph is walked once.</param>
    /// <param name="argument">The gradient of its output.</param>
    /// <param name="saved">What it unpacked.</param>
    /// <param name="gradients">Its results, in tensors of their own; null where an input has none.</param>
    /// <returns>The results.</returns>
    public static List<Tensor> Of(autograd.AutogradContext context, Tensor argument, List<Tensor> saved, List<Tensor> gradients)
    {
        context.Dispose();
        argument.Dispose();
        saved.ForEach(tensor => tensor.Dispose());
        last?.ForEach(tensor => tensor?.Dispose());
        last = gradients;
        return gradients;
    }
}
