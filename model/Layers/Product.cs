using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Actors.Model.Layers;

/// <summary>The matrix product of tokens and a weight, in a precision.</summary>
internal static class Product
{
    /// <summary>A factor in the type that products have: itself where it is of that type.</summary>
    public static Tensor Factor(Precision precision, Tensor x) => precision == Precision.Bf16 ? x.to(bfloat16) : x;

    /// <summary>A product as float32.</summary>
    public static Tensor Wide(Precision precision, Tensor x) => precision == Precision.Bf16 ? x.to(float32) : x;

    /// <summary><c>y = x W^T + b</c>, of the type that products have: <c>[.., inputs]</c> to <c>[.., outputs]</c>.</summary>
    /// <param name="precision">Of the factors, here and in the backward pass.</param>
    /// <param name="x">Tokens, float32 or of that type already.</param>
    /// <param name="weight">Float32 <c>[outputs, inputs]</c>. Read once for each update, so that its cast is made once, too.</param>
    /// <param name="bias">Float32 <c>[outputs]</c>, or none.</param>
    public static Tensor Of(Precision precision, Tensor x, Tensor weight, Tensor? bias) =>
        F.linear(Factor(precision, x), Factor(precision, weight), bias is null ? null : Factor(precision, bias));
}
