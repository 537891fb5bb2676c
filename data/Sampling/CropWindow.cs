namespace Actors.Data.Sampling;

/// <summary>A rectangle of a frame, in pixels.</summary>
/// <param name="X">Columns left of it.</param>
/// <param name="Y">Rows above it.</param>
/// <param name="Width">Its columns.</param>
/// <param name="Height">Its rows.</param>
public readonly record struct CropWindow(int X, int Y, int Width, int Height)
{
    /// <summary>The largest centred square: what evaluation sees.</summary>
    public static CropWindow Center(int width, int height)
    {
        int side = Math.Min(width, height);
        return new CropWindow((width - side) / 2, (height - side) / 2, side, side);
    }
}
