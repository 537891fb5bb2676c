using Actors.Model.Shapes;

namespace Actors.CommandLine;

/// <summary>The <c>config.json</c> of a <c>VideoMAEForPreTraining</c>, or of its encoder; names and meaning are those of Hugging Face's <c>VideoMAEConfig</c>.</summary>
/// <remarks>
/// Its decoder's last norm has an epsilon of 1e-5 there, whatever <c>layer_norm_eps</c> says, and 1e-6 here and in the original code.
/// </remarks>
internal sealed record HuggingFaceConfig
{
    public string ModelType { get; init; } = "videomae";

    public required IReadOnlyList<string> Architectures { get; init; }

    public required int ImageSize { get; init; }

    public required int PatchSize { get; init; }

    public int NumChannels { get; init; } = 3;

    public required int NumFrames { get; init; }

    public required int TubeletSize { get; init; }

    public required int HiddenSize { get; init; }

    public required int NumHiddenLayers { get; init; }

    public required int NumAttentionHeads { get; init; }

    public required int IntermediateSize { get; init; }

    public string HiddenAct { get; init; } = "gelu";

    public double HiddenDropoutProb { get; init; }

    public double AttentionProbsDropoutProb { get; init; }

    public double InitializerRange { get; init; } = 0.02;

    public double LayerNormEps { get; init; } = 1e-6;

    public bool QkvBias { get; init; } = true;

    // With mean pooling the model would have no norm behind the encoder, which the decoder needs.
    public bool UseMeanPooling { get; init; }

    public required int DecoderNumAttentionHeads { get; init; }

    public required int DecoderHiddenSize { get; init; }

    public required int DecoderNumHiddenLayers { get; init; }

    public required int DecoderIntermediateSize { get; init; }

    public bool NormPixLoss { get; init; } = true;

    public string TorchDtype { get; init; } = "float32";

    /// <summary>The configuration of a model.</summary>
    public static HuggingFaceConfig Of(ModelShape shape) => new()
    {
        // VideoMAE's decoder attends to itself; of a model with another, what that architecture has is the encoder.
        Architectures = [shape.DecoderAttention == DecoderAttention.Self ? "VideoMAEForPreTraining" : "VideoMAEModel"],
        ImageSize = shape.FrameSize,
        PatchSize = shape.PatchSize,
        NumFrames = shape.Frames,
        TubeletSize = shape.TubeletFrames,
        HiddenSize = shape.Width,
        NumHiddenLayers = shape.Depth,
        NumAttentionHeads = shape.Heads,
        IntermediateSize = shape.MlpRatio * shape.Width,
        DecoderNumAttentionHeads = shape.DecoderHeads,
        DecoderHiddenSize = shape.DecoderWidth,
        DecoderNumHiddenLayers = shape.DecoderDepth,
        DecoderIntermediateSize = shape.MlpRatio * shape.DecoderWidth,
    };
}
