using System.Globalization;
using Actors.Data.Batches;
using Actors.Data.Clips;
using Actors.Model.Checkpoints;
using TorchSharp;

namespace Actors.Loading;

/// <summary>Keeps batches as <c>batches/T.safetensors</c>, so that steps between two snapshots can be done again by other code.</summary>
/// <remarks>
/// clip U8 <c>[batch, 3, frames, H, W]</c> as cropped, mask BOOL <c>[batch, tokens]</c>, decoded I64 <c>[batch, decoded]</c>,
/// sample I64 <c>[batch]</c>, label I64 <c>[batch]</c>, learning_rate F64.
/// </remarks>
public sealed class BatchRecorder
{
    readonly string folder;

    /// <summary>Records into a folder, which is made.</summary>
    public BatchRecorder(string folder)
    {
        this.folder = folder;
        Directory.CreateDirectory(folder);
    }

    /// <summary>Writes a batch that has kept its clips.</summary>
    /// <exception cref="InvalidOperationException">It has not.</exception>
    public void Keep(Batch batch, double learningRate)
    {
        ClipGeometry g = batch.Geometry;
        byte[] clips = batch.Clips ?? throw new InvalidOperationException($"batch {batch.Number} has not kept its clips");
        using var scope = torch.NewDisposeScope();
        (string, torch.Tensor)[] tensors =
        [
            ("clip", torch.tensor(clips, [batch.Size, 3, g.Frames, g.Size, g.Size], torch.uint8)),
            ("mask", torch.tensor(batch.Mask, [batch.Size, g.Tokens], torch.@bool)),
            ("decoded", torch.tensor(batch.DecodedIndex, [batch.Size, batch.DecodedTokens], torch.int64)),
            ("sample", torch.tensor(batch.Samples, [batch.Size], torch.int64)),
            ("label", torch.tensor(batch.Labels, [batch.Size], torch.int64)),
            ("learning_rate", torch.tensor(learningRate, torch.float64)),
        ];
        SafetensorsWriter.Write(
            Path.Combine(folder, batch.Number.ToString(CultureInfo.InvariantCulture) + ".safetensors"), tensors, new Dictionary<string, string>());
    }
}
