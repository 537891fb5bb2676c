using System.Runtime.InteropServices;

namespace Actors.Data.Video;

/// <summary>Turns decoded frames of any pixel format and size into RGB of one size.</summary>
internal sealed unsafe class LibAvScaler : IDisposable
{
    const int PixelFormatRgb24 = 2;
    const int Bilinear = 2, AccurateRounding = 0x40000, BitExact = 0x80000;
    const int FullRange = 2;

    /// <summary>swscale's vector code writes whole registers: rows begin on, and the buffer ends with, this many bytes to spare.</summary>
    const int Padding = 64;

    readonly LibAv libav;
    readonly string path;
    readonly int width;
    readonly int height;
    byte* scratch;
    void* context;
    (int Width, int Height, int PixelFormat, int Colorspace, int Range) source;

    /// <summary>Prepares to fill frames of that size, in pixels. The path is for error texts.</summary>
    public LibAvScaler(LibAv libav, string path, int width, int height)
    {
        this.libav = libav;
        this.path = path;
        this.width = width;
        this.height = height;
        Stride = ((width * 3) + Padding - 1) & -Padding;
        scratch = (byte*)NativeMemory.AlignedAlloc((nuint)Bytes, Padding);
    }

    /// <summary>Bytes from row to row of what <see cref="Scale"/> gives.</summary>
    public int Stride { get; }

    int Bytes => checked((Stride * height) + Padding);

    /// <summary>Converts a frame; the result is valid until the next call.</summary>
    /// <param name="frame">The decoded <c>AVFrame</c>.</param>
    /// <param name="colorspace">FFmpeg's number of the frame's YUV matrix.</param>
    /// <param name="range">FFmpeg's number of the frame's value range.</param>
    /// <exception cref="VideoException">FFmpeg cannot convert this pixel format.</exception>
    public ReadOnlySpan<byte> Scale(void* frame, int colorspace, int range)
    {
        (int, int, int, int, int) now = (
            Field(frame, LibAvLayout.FrameWidth), Field(frame, LibAvLayout.FrameHeight), Field(frame, LibAvLayout.FramePixelFormat),
            colorspace, range);
        if (context == null || now != source)
        {
            source = now;
            Prepare();
        }

        byte** planes = stackalloc byte*[4] { scratch, null, null, null };
        int* strides = stackalloc int[4] { Stride, 0, 0, 0 };
        int rows = libav.Scale(context, (byte**)frame, (int*)((byte*)frame + LibAvLayout.FrameLineSize), 0, source.Height, planes, strides);
        return rows == height
            ? new ReadOnlySpan<byte>(scratch, Bytes)
            : throw new VideoException(VideoFault.NoCodec, path, $"FFmpeg converted {rows} rows of {height} of a frame of {Source()}");
    }

    void Prepare()
    {
        libav.ScaleFreeContext(context);
        context = libav.ScaleGetContext(
            source.Width, source.Height, source.PixelFormat, width, height, PixelFormatRgb24,
            Bilinear | AccurateRounding | BitExact, null, null, null);
        if (context == null)
        {
            throw new VideoException(VideoFault.NoCodec, path, $"FFmpeg cannot convert a frame of {Source()} to RGB {width}x{height}");
        }

        // Only the old yuvj formats say "full range" by themselves; for all others the stream says it, and it says the matrix.
        int* inverse, table;
        int sourceRange, targetRange, brightness, contrast, saturation;
        int result = libav.ScaleGetColorspaceDetails(
            context, &inverse, &sourceRange, &table, &targetRange, &brightness, &contrast, &saturation);
        if (result >= 0)
        {
            int full = sourceRange != 0 || source.Range == FullRange ? 1 : 0;
            _ = libav.ScaleSetColorspaceDetails(
                context, libav.ScaleGetCoefficients(source.Colorspace), full, table, targetRange, brightness, contrast, saturation);
        }
    }

    string Source() => $"{source.Width}x{source.Height}, FFmpeg pixel format {source.PixelFormat}";

    static int Field(void* record, int offset) => *(int*)((byte*)record + offset);

    /// <inheritdoc/>
    public void Dispose()
    {
        libav.ScaleFreeContext(context);
        context = null;
        NativeMemory.AlignedFree(scratch);
        scratch = null;
    }
}
