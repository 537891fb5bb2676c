namespace Actors.Data.Clips;

/// <summary>The size of a clip and of the tubelets it is cut into.</summary>
/// <param name="Frames">Frames of a clip.</param>
/// <param name="Size">Width and height of a frame, in pixels.</param>
/// <param name="TubeletFrames">Frames of a tubelet; divides <paramref name="Frames"/>.</param>
/// <param name="PatchSize">Width and height of a tubelet, in pixels; divides <paramref name="Size"/>.</param>
public sealed record ClipGeometry(int Frames = 16, int Size = 128, int TubeletFrames = 2, int PatchSize = 8)
{
    /// <summary>Time slots: tubelets along time.</summary>
    public int Slots => Frames / TubeletFrames;

    /// <summary>Tubelets along a side of the frame.</summary>
    public int CellsPerSide => Size / PatchSize;

    /// <summary>Tubelets of one time slot.</summary>
    public int Cells => CellsPerSide * CellsPerSide;

    /// <summary>Tokens of a clip; token <c>n = (slot * CellsPerSide + row) * CellsPerSide + column</c>.</summary>
    public int Tokens => Slots * Cells;

    /// <summary>Bytes of one token's pixels, three channels each.</summary>
    public int TokenPixels => 3 * TubeletFrames * PatchSize * PatchSize;

    /// <summary>Bytes of a clip <c>[3, Frames, Size, Size]</c>.</summary>
    public int ClipBytes => 3 * Frames * Size * Size;

    /// <summary>Checks the sizes against each other.</summary>
    /// <returns>This geometry.</returns>
    /// <exception cref="ArgumentException">A size is not positive or not a multiple of its tubelet's; the text says which.</exception>
    public ClipGeometry Validated()
    {
        if (Frames < 1 || Size < 1 || TubeletFrames < 1 || PatchSize < 1)
        {
            throw new ArgumentException($"clip geometry: {this}: every size must be at least 1");
        }

        if (Frames % TubeletFrames != 0)
        {
            throw new ArgumentException($"clip geometry: {Frames} frames cannot be cut into slots of {TubeletFrames}; choose a multiple");
        }

        if (Size % PatchSize != 0)
        {
            throw new ArgumentException($"clip geometry: {Size} pixels cannot be cut into patches of {PatchSize}; choose a multiple");
        }

        if (3L * Frames * Size * Size > Array.MaxLength)
        {
            throw new ArgumentException($"clip geometry: {this}: a clip would exceed {Array.MaxLength} bytes");
        }

        return this;
    }

    /// <summary>The sizes in one line: <c>16 x 128 x 128, tubelets 2 x 8 x 8</c>.</summary>
    public override string ToString() => $"{Frames} x {Size} x {Size}, tubelets {TubeletFrames} x {PatchSize} x {PatchSize}";
}
