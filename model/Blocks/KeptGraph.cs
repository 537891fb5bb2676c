using static TorchSharp.torch;

namespace Actors.Model.Blocks;

/// <summary>A forward pass whose backward pass is still to come.</summary>
/// <param name="Input">The leaf that receives the input's gradient; null where nobody wants it.</param>
/// <param name="Residual">The block's output, with its graph.</param>
internal sealed record KeptGraph(Tensor? Input, Tensor Residual) : IDisposable
{
    /// <summary>Lets go of the graph, and of all that it saved.</summary>
    public void Dispose()
    {
        Input?.Dispose();
        Residual.Dispose();
    }
}
