using TorchSharp;
using static TorchSharp.torch;

namespace Actors.Model.Interop;

/// <summary>Arithmetic that TorchSharp offers only by way of a scalar of its own making.</summary>
/// <remarks>
/// TorchSharp does not keep such a scalar alive through the native call that reads it: when the garbage collector runs in between, its
/// finaliser frees the memory, and one step in some ten thousand fails. Scalars here live for ever, or in a <c>using</c> of the caller.
/// <c>BannedSymbols.txt</c> keeps the others out.
/// </remarks>
internal static class Scalars
{
    /// <summary>The factor of the second summand in ATen's <c>add</c>.</summary>
    static readonly Scalar One = 1.ToScalar();

    /// <summary><c>x + y</c>.</summary>
    public static Tensor Plus(this Tensor x, Tensor y) => x.add(y, One);

    /// <summary><c>x += s</c>.</summary>
    public static Tensor Increase(this Tensor x, Scalar s) => x.add_(s, One);
}
