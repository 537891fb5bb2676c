using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Actors.Bench.Eager;

/// <summary>A linear map of token pixels.</summary>
internal sealed class EagerPatchEmbedding : nn.Module<Tensor, Tensor>
{
    readonly Linear proj;

    /// <summary>With any weights.</summary>
    public EagerPatchEmbedding(EagerJob job) : base(nameof(EagerPatchEmbedding))
    {
        proj = nn.Linear(job.TokenPixels, job.Width);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => proj.forward(input);
}
