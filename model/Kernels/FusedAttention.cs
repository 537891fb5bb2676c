using TorchSharp;
using static TorchSharp.torch;

namespace Actors.Model.Kernels;

/// <summary>Attention of all heads as one operator for autograd, on main memory, with <see cref="AttentionHead"/>.</summary>
/// <remarks>It reads queries, keys and values where the linear map has put them, and writes their gradients there: nothing is permuted.</remarks>
internal static class FusedAttention
{
    /// <summary>Whether this processor and these tensors are what the kernel is for; otherwise libtorch's operator does the work.</summary>
    public static bool Takes(Tensor x, int headWidth) =>
        Simd.Available && x.device_type == DeviceType.CPU && x.dtype is ScalarType.Float32 or ScalarType.BFloat16
        && headWidth % Simd.Lanes == 0;

    /// <summary>Every token attends to every token.</summary>
    /// <param name="qkv_BN3D">Queries, keys and values side by side, <c>[batch, tokens, 3 width]</c>.</param>
    /// <param name="heads">Heads of equal width.</param>
    /// <returns><c>[batch, tokens, width]</c> of the same type, heads side by side.</returns>
    public static Tensor OfAll(Tensor qkv_BN3D, int heads) => Function.apply(heads, qkv_BN3D);

    /// <summary>Other queries attend to every token.</summary>
    /// <param name="q_BMD">Queries, <c>[batch, queries, width]</c>.</param>
    /// <param name="kv_BN2D">Keys and values side by side, <c>[batch, tokens, 2 width]</c>.</param>
    /// <param name="heads">Heads of equal width.</param>
    /// <returns><c>[batch, queries, width]</c>, heads side by side.</returns>
    public static Tensor OfQueries(Tensor q_BMD, Tensor kv_BN2D, int heads) => Function.apply(heads, q_BMD, kv_BN2D);

    internal sealed class Function : autograd.SingleTensorFunction<Function>
    {
        public override string Name => "FusedAttention";

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            int heads = (int)vars[0];
            List<Tensor> inputs = [.. vars.Skip(1).Cast<Tensor>().Select(x => x.contiguous())];
            long parts = inputs.Count == 1 ? 3 : 2;
            Tensor q = inputs[0];
            Tensor output = empty(q.shape[0], q.shape[1], inputs[^1].shape[2] / parts, q.dtype, q.device);
            Tensor logSums = empty(q.shape[0], heads, q.shape[1], device: q.device);
            new AttentionBatch(inputs, output, logSums, heads).Forward();
            ctx.save_data("heads", heads);
            ctx.save_for_backward([.. inputs, output, logSums]);
            return output;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            List<Tensor> saved = ctx.get_saved_variables();
            List<Tensor> inputs = saved[..^2];
            List<Tensor> gradients = [.. inputs.Select(x => empty_like(x))];
            using Tensor gradient = grad_output.contiguous();
            new AttentionBatch(inputs, saved[^2], saved[^1], (int)ctx.get_data("heads")).Backward(gradient, gradients);
            return HandedOver.Of(ctx, grad_output, saved, [null!, .. gradients]);
        }
    }
}
