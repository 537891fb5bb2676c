namespace Actors.Model.Shapes;

/// <summary>Sizes of a video transformer and of the decoders behind its blocks.</summary>
/// <remarks>Source of the presets: DeiT-Tiny, -Small and -Base (Touvron et al. 2021) on VideoMAE's tubelets (Tong et al. 2022).</remarks>
public sealed record ModelShape
{
    /// <summary>Width of the residual stream; a multiple of <see cref="Heads"/>, and even.</summary>
    public required int Width { get; init; }

    /// <summary>Number of encoder layers.</summary>
    public required int Depth { get; init; }

    /// <summary>Attention heads of an encoder layer.</summary>
    public required int Heads { get; init; }

    /// <summary>Hidden width of a layer's MLP over the layer's width, in encoder and decoder.</summary>
    /// <value>Default 4.</value>
    public int MlpRatio { get; init; } = 4;

    /// <summary>Frames of a clip; a multiple of <see cref="TubeletFrames"/>.</summary>
    /// <value>Default 16.</value>
    public int Frames { get; init; } = 16;

    /// <summary>Height and width of a frame; a multiple of <see cref="PatchSize"/>. Pixels.</summary>
    public required int FrameSize { get; init; }

    /// <summary>Frames of a tubelet.</summary>
    /// <value>Default 2.</value>
    public int TubeletFrames { get; init; } = 2;

    /// <summary>Height and width of a tubelet. Pixels.</summary>
    /// <value>Default 8.</value>
    public int PatchSize { get; init; } = 8;

    /// <summary>Width of a decoder; a multiple of <see cref="DecoderHeads"/>, and even.</summary>
    public required int DecoderWidth { get; init; }

    /// <summary>Layers of a decoder.</summary>
    public required int DecoderDepth { get; init; }

    /// <summary>Attention heads of a decoder layer.</summary>
    public required int DecoderHeads { get; init; }

    /// <summary>What the tokens of a decoder attend to.</summary>
    /// <value>Default <see cref="DecoderAttention.Self"/>.</value>
    public DecoderAttention DecoderAttention { get; init; }

    /// <summary>Time slots: tubelets along time.</summary>
    public int Slots => Frames / TubeletFrames;

    /// <summary>Tubelets along one side of a frame.</summary>
    public int CellsPerSide => FrameSize / PatchSize;

    /// <summary>Tubelets of one time slot.</summary>
    public int Cells => CellsPerSide * CellsPerSide;

    /// <summary>Tubelets of a clip, hidden ones included.</summary>
    public int Tokens => Slots * Cells;

    /// <summary>Channel values of a tubelet: <c>3 * TubeletFrames * PatchSize * PatchSize</c>.</summary>
    public int TokenPixels => 3 * TubeletFrames * PatchSize * PatchSize;

    /// <summary>Names that <see cref="Preset"/> knows.</summary>
    public static IReadOnlyList<string> Presets { get; } = ["nano", "deit-tiny", "deit-small", "deit-base"];

    /// <summary>Tokens that a tube mask leaves visible: <c>Slots * (Cells - int(maskRatio * Cells))</c>.</summary>
    /// <param name="maskRatio">Share of the cells that the mask hides, such as 0.9.</param>
    public int VisibleTokens(double maskRatio) => Slots * (Cells - (int)(maskRatio * Cells));

    /// <summary>The sizes that go by a name.</summary>
    /// <exception cref="ArgumentException">No preset has that name; the text lists those there are.</exception>
    public static ModelShape Preset(string name) => name switch
    {
        "nano" => Sized(width: 96, depth: 8, heads: 3, frameSize: 64, decoderWidth: 48, decoderDepth: 1, decoderHeads: 3),
        "deit-tiny" => Sized(width: 192, depth: 12, heads: 3, frameSize: 128, decoderWidth: 96, decoderDepth: 2, decoderHeads: 3),
        "deit-small" => Sized(width: 384, depth: 12, heads: 6, frameSize: 128, decoderWidth: 192, decoderDepth: 2, decoderHeads: 3),
        "deit-base" => Sized(width: 768, depth: 12, heads: 12, frameSize: 128, decoderWidth: 384, decoderDepth: 2, decoderHeads: 6),
        _ => throw new ArgumentException($"no model is named {name}: use one of {string.Join(", ", Presets)}"),
    };

    /// <summary>Returns these sizes when they fit each other.</summary>
    /// <exception cref="ArgumentException">They don't; one line names the first that doesn't and what it must be.</exception>
    public ModelShape Validate()
    {
        foreach ((string name, int value) in (ReadOnlySpan<(string, int)>)
        [
            ("width", Width), ("depth", Depth), ("heads", Heads), ("mlp ratio", MlpRatio), ("frames", Frames), ("frame size", FrameSize),
            ("tubelet frames", TubeletFrames), ("patch size", PatchSize), ("decoder width", DecoderWidth),
            ("decoder depth", DecoderDepth), ("decoder heads", DecoderHeads),
        ])
        {
            Require(value > 0, $"{name} {value} is not positive");
        }

        RequireMultiple("width", Width, "heads", Heads);
        RequireMultiple("decoder width", DecoderWidth, "decoder heads", DecoderHeads);
        RequireMultiple("frames", Frames, "tubelet frames", TubeletFrames);
        RequireMultiple("frame size", FrameSize, "patch size", PatchSize);
        Require(Width % 2 == 0, $"width {Width} is odd: sine and cosine positions come in pairs");
        Require(DecoderWidth % 2 == 0, $"decoder width {DecoderWidth} is odd: sine and cosine positions come in pairs");
        return this;
    }

    static ModelShape Sized(int width, int depth, int heads, int frameSize, int decoderWidth, int decoderDepth, int decoderHeads) => new()
    {
        Width = width,
        Depth = depth,
        Heads = heads,
        FrameSize = frameSize,
        DecoderWidth = decoderWidth,
        DecoderDepth = decoderDepth,
        DecoderHeads = decoderHeads,
    };

    static void RequireMultiple(string name, int value, string divisorName, int divisor) =>
        Require(value % divisor == 0, $"{name} {value} is not a multiple of {divisorName} {divisor}");

    static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ArgumentException($"model shape: {otherwise}");
        }
    }
}
