using Actors.Model.Kernels;
using Actors.Model.Parameters;
using static TorchSharp.torch;

namespace Actors.Model.Layers;

/// <summary>A layer of which autograd keeps nothing but the input: its backward pass computes it again, with a graph, and goes back through that.</summary>
/// <remarks>
/// The same operators on the same numbers give the same bits. Gradients of parameters are added where they always are; those of the inputs
/// are returned.
/// </remarks>
internal static class Recomputed
{
    /// <summary>The layer's output.</summary>
    /// <param name="layer">Gives the output for the inputs, the same whenever it is asked.</param>
    /// <param name="parameter">Any of the layer's parameters: without it autograd would not see that the layer learns where its inputs don't.</param>
    /// <param name="inputs">What the layer reads.</param>
    public static Tensor Of(Func<Tensor[], Tensor> layer, Parameter parameter, params Tensor[] inputs) =>
        is_grad_enabled() ? Function.apply([layer, parameter.Value, .. inputs]) : layer(inputs);

    internal sealed class Function : autograd.SingleTensorFunction<Function>
    {
        const string Layer = "layer";
        const string Wanted = "wanted";

        public override string Name => "Recomputed";

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var layer = (Func<Tensor[], Tensor>)vars[0];
            Tensor[] inputs = [.. vars.Skip(2).Cast<Tensor>()];
            ctx.save_data(Layer, layer);
            ctx.save_data(Wanted, inputs.Select(input => input.requires_grad).ToArray());
            ctx.save_for_backward([.. inputs]);
            using var quiet = no_grad();
            return layer(inputs);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var layer = (Func<Tensor[], Tensor>)ctx.get_data(Layer);
            var wanted = (bool[])ctx.get_data(Wanted);

            // A scope for each layer: its graph is gone before the next one is computed again.
            using var scope = NewDisposeScope();
            List<Tensor> saved = ctx.get_saved_variables();
            Tensor[] inputs = [.. saved.Zip(wanted, (input, wants) => input.detach().requires_grad_(wants))];
            using (enable_grad())
            {
                layer(inputs).backward([grad_output]);
            }

            return HandedOver.Of(ctx, grad_output, saved, [null!, null!, .. inputs.Select(input => input.grad?.MoveToOuterDisposeScope()!)]);
        }
    }
}
