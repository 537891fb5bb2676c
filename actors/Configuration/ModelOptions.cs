using System.ComponentModel.DataAnnotations;
using Actors.Model.Shapes;

namespace Actors.Configuration;

/// <summary>The video transformer's shape. Each model preset (<c>--model</c>) sets all of these.</summary>
public sealed record ModelOptions
{
    /// <summary>Name of the preset the numbers came from; informative.</summary>
    /// <value>Default <c>nano</c>.</value>
    [Required]
    public string Name { get; init; } = "nano";

    /// <summary>Width of a token in the encoder.</summary>
    /// <value>Default 96. Range 3 to 8192; a multiple of <see cref="Heads"/>.</value>
    [Range(3, 8192)]
    public int Width { get; init; } = 96;

    /// <summary>Transformer layers in the encoder.</summary>
    /// <value>Default 8. Range 1 to 256.</value>
    [Range(1, 256)]
    public int Depth { get; init; } = 8;

    /// <summary>Attention heads in the encoder.</summary>
    /// <value>Default 3. Range 1 to 128.</value>
    [Range(1, 128)]
    public int Heads { get; init; } = 3;

    /// <summary>Hidden width of the MLP over the width of a token.</summary>
    /// <value>Default 4. Range 1 to 16.</value>
    [Range(1, 16)]
    public int MlpRatio { get; init; } = 4;

    /// <summary>Frames in a clip.</summary>
    /// <value>Default 16. Range 2 to 256, in frames; a multiple of <see cref="TubeletFrames"/>.</value>
    [Range(2, 256)]
    public int Frames { get; init; } = 16;

    /// <summary>Side of the square a frame is cropped and resized to.</summary>
    /// <value>Default 64. Range 8 to 1024, in pixels; a multiple of <see cref="PatchSize"/>.</value>
    [Range(8, 1024)]
    public int FrameSize { get; init; } = 64;

    /// <summary>Frames in a tubelet.</summary>
    /// <value>Default 2. Range 1 to 16, in frames.</value>
    [Range(1, 16)]
    public int TubeletFrames { get; init; } = 2;

    /// <summary>Side of a tubelet.</summary>
    /// <value>Default 8. Range 2 to 64, in pixels.</value>
    [Range(2, 64)]
    public int PatchSize { get; init; } = 8;

    /// <summary>Width of a token in each block's decoder.</summary>
    /// <value>Default 48. Range 3 to 8192; a multiple of <see cref="DecoderHeads"/>.</value>
    [Range(3, 8192)]
    public int DecoderWidth { get; init; } = 48;

    /// <summary>Transformer layers in each block's decoder.</summary>
    /// <value>Default 1. Range 1 to 64.</value>
    [Range(1, 64)]
    public int DecoderDepth { get; init; } = 1;

    /// <summary>Attention heads in each block's decoder.</summary>
    /// <value>Default 3. Range 1 to 128.</value>
    [Range(1, 128)]
    public int DecoderHeads { get; init; } = 3;

    /// <summary>What the tokens of a decoder attend to: <c>self</c> (visible and decoded ones to each other) or <c>cross</c> (decoded ones to
    /// visible ones alone).</summary>
    /// <value>Default <c>self</c>.</value>
    public DecoderAttention DecoderAttention { get; init; } = DecoderAttention.Self;
}
