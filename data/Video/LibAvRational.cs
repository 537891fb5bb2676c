using System.Runtime.InteropServices;

namespace Actors.Data.Video;

/// <summary>FFmpeg's <c>AVRational</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct LibAvRational(int Numerator, int Denominator)
{
    /// <summary>The value; 0 when the denominator is 0, FFmpeg's way of saying unknown.</summary>
    public double Value => Denominator == 0 ? 0 : (double)Numerator / Denominator;
}
