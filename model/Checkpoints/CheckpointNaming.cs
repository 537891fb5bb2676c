namespace Actors.Model.Checkpoints;

/// <summary>Whose names the tensors of a whole VideoMAE go by.</summary>
public enum CheckpointNaming
{
    /// <summary>The original code's: <c>encoder.blocks.0.attn.qkv.weight</c>.</summary>
    VideoMae,

    /// <summary>Hugging Face's <c>VideoMAEForPreTraining</c>: <c>videomae.encoder.layer.0.attention.attention.query.weight</c>.</summary>
    HuggingFace,
}
