using Actors.Configuration;
using Actors.Data.Masks;
using Actors.Model.Shapes;
using Actors.Regimes;

namespace Actors.Links;

/// <summary>What the activations of an edge look like; from it follows how long a frame may be.</summary>
/// <param name="Model">Sizes of the model.</param>
/// <param name="Clips">Most clips of an activation: those of a micro-batch.</param>
/// <param name="Visible">Visible tokens of a clip.</param>
/// <param name="Decoded">Decoded tokens of a clip.</param>
/// <param name="First">Whether it is the edge from the loader, which carries pixels of the visible tokens and no residual stream.</param>
/// <param name="Parts">Micro-batches of a batch.</param>
/// <param name="Targets">Where the consumer takes its targets from.</param>
public sealed record LinkShape(ModelShape Model, int Clips, int Visible, int Decoded, bool First, int Parts = 1, LinkTargets Targets = LinkTargets.Chain)
{
    /// <summary>The shape of an edge of a run.</summary>
    public static LinkShape Of(ModelShape model, TrainingOptions training, RegimePlan regime, int edge, LinkTargets targets)
    {
        int visible = model.VisibleTokens(training.MaskRatio);
        int decoded = TubeMask.DecodedTokens(model.Tokens - visible, training.DecodeFraction);
        return new LinkShape(model, training.Batch / regime.MicroBatches, visible, decoded, edge == 0, regime.MicroBatches, targets);
    }

    /// <summary>Bytes of a token's number: 2 for models of at most 65536 tokens, else 4.</summary>
    public int IndexBytes => Model.Tokens <= ushort.MaxValue + 1 ? 2 : 4;

    /// <summary>Whether frames carry the tensor that the consumer's block takes in: only a loader's batch can be had elsewhere.</summary>
    internal bool HasMain => !First || Targets == LinkTargets.Chain;

    /// <summary>Bytes of the tensor that the consumer's block takes in: tokens <c>[clips, visible, width]</c>, or visible pixels.</summary>
    public long MainBytes(int clips) => !HasMain ? 0 : (long)clips * Visible * (First ? Model.TokenPixels : Model.Width * sizeof(float));

    /// <summary>Bytes of the targets: both kinds of token numbers, and the pixels of the decoded tokens.</summary>
    public long TargetBytes(int clips) =>
        Targets == LinkTargets.Local ? 0 : (long)clips * (((long)(Visible + Decoded) * IndexBytes) + ((long)Decoded * Model.TokenPixels));

    /// <summary>Bytes of tensors in a frame with an activation of that many clips.</summary>
    public long PayloadBytes(int clips) => MainBytes(clips) + TargetBytes(clips);

    /// <summary>Limits of frames from the producer.</summary>
    internal FrameLimits Down => new(FrameLimits.MaxMeta, PayloadBytes(Clips));

    /// <summary>Limits of frames from the consumer: gradients, as large as the tokens they are for.</summary>
    internal FrameLimits Up => new(FrameLimits.MaxMeta, First ? 0 : MainBytes(Clips));

    /// <summary>Shape of the main tensor.</summary>
    internal FrameShape Main(long clips) => HasMain ? FrameShape.Of(clips, Visible, First ? Model.TokenPixels : Model.Width) : default;

    /// <summary>Element type of the main tensor.</summary>
    internal FrameDtype Dtype => !HasMain ? FrameDtype.None : First ? FrameDtype.UInt8 : FrameDtype.Float32;
}
