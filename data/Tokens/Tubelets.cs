using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Actors.Data.Clips;

namespace Actors.Data.Tokens;

/// <summary>Cuts clips into tokens: the pixels of a tubelet in VideoMAE's order.</summary>
/// <remarks>Byte <c>((p0 * P + p1) * P + p2) * 3 + c</c> of a token is channel c of the pixel at frame p0, row p1, column p2 of its
/// tubelet, with P the patch size.</remarks>
public static class Tubelets
{
    /// <summary>Copies the pixels of all tokens.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="pixels_NP">Receives <c>[tokens, token pixels]</c>.</param>
    public static void Cut(Clip clip, Span<byte> pixels_NP)
    {
        Check(pixels_NP, clip.Geometry, clip.Geometry.Tokens);
        for (int n = 0; n < clip.Geometry.Tokens; n++)
        {
            Copy(clip, n, pixels_NP.Slice(n * clip.Geometry.TokenPixels, clip.Geometry.TokenPixels));
        }
    }

    /// <summary>Copies the pixels of the given tokens, straight from the clip.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="tokens">Token numbers, in the order wanted.</param>
    /// <param name="pixels_NP">Receives <c>[tokens given, token pixels]</c>.</param>
    public static void Gather(Clip clip, IReadOnlyList<int> tokens, Span<byte> pixels_NP)
    {
        Check(pixels_NP, clip.Geometry, tokens.Count);
        for (int i = 0; i < tokens.Count; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(tokens[i], nameof(tokens));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(tokens[i], clip.Geometry.Tokens, nameof(tokens));
            Copy(clip, tokens[i], pixels_NP.Slice(i * clip.Geometry.TokenPixels, clip.Geometry.TokenPixels));
        }
    }

    static void Check(Span<byte> pixels, ClipGeometry geometry, int tokens)
    {
        if (pixels.Length != tokens * geometry.TokenPixels)
        {
            throw new ArgumentException($"{tokens} tokens of {geometry.TokenPixels} bytes do not fill {pixels.Length} bytes");
        }
    }

    static void Copy(Clip clip, int token, Span<byte> to)
    {
        ClipGeometry geometry = clip.Geometry;
        int patch = geometry.PatchSize;
        int plane = geometry.Size * geometry.Size;
        int channel = geometry.Frames * plane;
        (int slot, int cell) = Math.DivRem(token, geometry.Cells);
        (int row, int column) = Math.DivRem(cell, geometry.CellsPerSide);
        int corner = slot * geometry.TubeletFrames * plane + row * patch * geometry.Size + column * patch;
        ReadOnlySpan<byte> red = clip.Pixels.AsSpan(corner);
        ReadOnlySpan<byte> green = clip.Pixels.AsSpan(channel + corner);
        ReadOnlySpan<byte> blue = clip.Pixels.AsSpan(2 * channel + corner);
        int at = 0;
        for (int p0 = 0; p0 < geometry.TubeletFrames; p0++)
        {
            for (int p1 = 0; p1 < patch; p1++, at += 3 * patch)
            {
                int from = p0 * plane + p1 * geometry.Size;
                Interleave(red.Slice(from, patch), green.Slice(from, patch), blue.Slice(from, patch), to.Slice(at, 3 * patch));
            }
        }
    }

    // Eight pixels at a time: red and green share a vector, blue has its own; index 255 gives zero.
    static Vector128<byte> FirstRedGreen => Vector128.Create((byte)0, 8, 255, 1, 9, 255, 2, 10, 255, 3, 11, 255, 4, 12, 255, 5);

    static Vector128<byte> FirstBlue => Vector128.Create((byte)255, 255, 0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255);

    static Vector128<byte> LastRedGreen =>
        Vector128.Create((byte)13, 255, 6, 14, 255, 7, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255);

    static Vector128<byte> LastBlue =>
        Vector128.Create((byte)255, 5, 255, 255, 6, 255, 255, 7, 255, 255, 255, 255, 255, 255, 255, 255);

    static void Interleave(ReadOnlySpan<byte> red, ReadOnlySpan<byte> green, ReadOnlySpan<byte> blue, Span<byte> to)
    {
        int x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; x + 8 <= red.Length; x += 8)
            {
                Vector128<byte> redGreen = Vector128.Create(Eight(red, x), Eight(green, x)).AsByte();
                Vector128<byte> blueOnly = Vector128.CreateScalar(Eight(blue, x)).AsByte();
                Vector128<byte> first = Vector128.Shuffle(redGreen, FirstRedGreen) | Vector128.Shuffle(blueOnly, FirstBlue);
                Vector128<byte> last = Vector128.Shuffle(redGreen, LastRedGreen) | Vector128.Shuffle(blueOnly, LastBlue);
                MemoryMarshal.Write(to[(3 * x)..], first);
                MemoryMarshal.Write(to[(3 * x + 16)..], last.AsUInt64().ToScalar());
            }
        }

        for (; x < red.Length; x++)
        {
            (to[3 * x], to[3 * x + 1], to[3 * x + 2]) = (red[x], green[x], blue[x]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Eight(ReadOnlySpan<byte> pixels, int at) => MemoryMarshal.Read<ulong>(pixels[at..]);
}
