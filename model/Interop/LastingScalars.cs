using TorchSharp;

namespace Actors.Model.Interop;

/// <summary>Scalars that no finaliser frees.</summary>
/// <remarks>
/// TorchSharp reads a scalar's handle and does not keep the scalar alive through the native call, so a collection on another thread frees
/// it there: the operation fails, or silently computes with what lies in its place. That goes for the scalars that TorchSharp makes
/// itself, too: <c>a + b</c> and <c>add_(s)</c> have a hidden factor of 1, <c>square()</c> a hidden exponent of 2. So the model names
/// them all.
/// </remarks>
internal static class LastingScalars
{
    /// <summary>The factor of an addition's second term.</summary>
    public static readonly Scalar One = 1.ToScalar();

    /// <summary>The exponent of a square.</summary>
    public static readonly Scalar Two = 2.ToScalar();
}
