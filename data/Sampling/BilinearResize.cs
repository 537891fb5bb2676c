using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Actors.Data.Sampling;

/// <summary>Crops a frame and resizes the crop, bit for bit as Pillow's <c>crop</c> and <c>resize(…, BILINEAR)</c>.</summary>
/// <remarks>Rows first, rounded to 8 bits, then columns, as Pillow: the order shows in the result. A direction whose length stays is
/// not filtered. The crop is read in place, and the result is written as planes.</remarks>
public static class BilinearResize
{
    const int Round = 1 << (ResizeCoefficients.FractionBits - 1);

    /// <summary>Resizes the crop of one frame into three planes.</summary>
    /// <param name="frame_HWC">8-bit RGB frame <c>[height, frameWidth, 3]</c>.</param>
    /// <param name="frameWidth">Columns of the frame.</param>
    /// <param name="crop">The part to use; lies within the frame.</param>
    /// <param name="size">Side of the result, in pixels.</param>
    /// <param name="red_HW">Receives red <c>[size, size]</c>.</param>
    /// <param name="green_HW">Receives green <c>[size, size]</c>.</param>
    /// <param name="blue_HW">Receives blue <c>[size, size]</c>.</param>
    /// <exception cref="ArgumentException">The crop does not lie within the frame, or a plane has another size.</exception>
    public static void Apply(
        ReadOnlySpan<byte> frame_HWC, int frameWidth, CropWindow crop, int size, Span<byte> red_HW, Span<byte> green_HW, Span<byte> blue_HW)
    {
        int plane = size * size;
        if (crop.X < 0 || crop.Y < 0 || crop.Width < 1 || crop.Height < 1 || crop.X + crop.Width > frameWidth
            || (long)(crop.Y + crop.Height) * frameWidth * 3 > frame_HWC.Length)
        {
            throw new ArgumentException($"{crop} does not lie within a frame {frameWidth} pixels wide of {frame_HWC.Length} bytes");
        }

        if (red_HW.Length != plane || green_HW.Length != plane || blue_HW.Length != plane)
        {
            throw new ArgumentException(
                $"a plane of {size} x {size} has {plane} bytes, got {red_HW.Length}, {green_HW.Length} and {blue_HW.Length}");
        }

        int between = crop.Height * size;
        byte[] rows = ArrayPool<byte>.Shared.Rent(3 * between);
        try
        {
            Rows(frame_HWC, frameWidth, crop, size, rows, between);
            Columns(rows.AsSpan(0, between), crop.Height, size, red_HW);
            Columns(rows.AsSpan(between, between), crop.Height, size, green_HW);
            Columns(rows.AsSpan(2 * between, between), crop.Height, size, blue_HW);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rows);
        }
    }

    // [crop.Height, crop.Width, 3] within the frame -> three planes [crop.Height, size]
    static void Rows(ReadOnlySpan<byte> frame, int frameWidth, CropWindow crop, int size, Span<byte> planes, int plane)
    {
        ResizeCoefficients? table = crop.Width == size ? null : ResizeCoefficients.For(crop.Width, size);
        for (int y = 0; y < crop.Height; y++)
        {
            // Four bytes are loaded for each three-byte pixel, so a row keeps one spare byte where the frame has one.
            int start = ((crop.Y + y) * frameWidth + crop.X) * 3;
            ReadOnlySpan<byte> row = frame[start..Math.Min(frame.Length, start + crop.Width * 3 + 1)];
            Span<byte> red = planes.Slice(y * size, size);
            Span<byte> green = planes.Slice(plane + y * size, size);
            Span<byte> blue = planes.Slice(2 * plane + y * size, size);
            if (table is null)
            {
                for (int x = 0; x < size; x++)
                {
                    (red[x], green[x], blue[x]) = (row[3 * x], row[3 * x + 1], row[3 * x + 2]);
                }
            }
            else
            {
                Row(row, table, red, green, blue);
            }
        }
    }

    static void Row(ReadOnlySpan<byte> row, ResizeCoefficients table, Span<byte> red, Span<byte> green, Span<byte> blue)
    {
        ReadOnlySpan<int> weights = table.Weights;
        for (int x = 0; x < red.Length; x++)
        {
            int first = table.First[x] * 3;
            ReadOnlySpan<int> taps = weights.Slice(x * table.Taps, table.Count[x]);
            Vector128<int> sum = Vector128.Create(Round);
            int k = 0;
            if (first + 3 * taps.Length < row.Length)
            {
                // Every load of this output lies within the row: one check instead of one a tap.
                ref byte pixels = ref MemoryMarshal.GetReference(row[first..]);
                for (; k < taps.Length; k++)
                {
                    sum += Widen(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref pixels, 3 * k))) * taps[k];
                }
            }

            for (; k < taps.Length; k++)
            {
                int at = first + 3 * k;
                sum += Widen(row[at] | (uint)row[at + 1] << 8 | (uint)row[at + 2] << 16) * taps[k];
            }

            sum = Vector128.ShiftRightArithmetic(sum, ResizeCoefficients.FractionBits);
            red[x] = Clamp(sum.ToScalar());
            green[x] = Clamp(sum.GetElement(1));
            blue[x] = Clamp(sum.GetElement(2));
        }
    }

    // The fourth lane holds the neighbour's red and is never used.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<int> Widen(uint pixel) =>
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(pixel).AsByte())).AsInt32();

    // [height, size] -> [size, size]
    static void Columns(ReadOnlySpan<byte> from, int height, int size, Span<byte> to)
    {
        if (height == size)
        {
            from.CopyTo(to);
            return;
        }

        ResizeCoefficients table = ResizeCoefficients.For(height, size);
        for (int y = 0; y < size; y++)
        {
            ReadOnlySpan<int> taps = table.Weights.AsSpan(y * table.Taps, table.Count[y]);
            ReadOnlySpan<byte> rows = from[(table.First[y] * size)..];
            Span<byte> result = to.Slice(y * size, size);
            int x = 0;
            for (; x + 8 <= size; x += 8)
            {
                Vector128<int> low = Vector128.Create(Round);
                Vector128<int> high = low;
                for (int k = 0; k < taps.Length; k++)
                {
                    Vector128<ushort> pixels = Vector128.WidenLower(
                        Vector128.CreateScalar(MemoryMarshal.Read<ulong>(rows[(k * size + x)..])).AsByte());
                    low += Vector128.WidenLower(pixels).AsInt32() * taps[k];
                    high += Vector128.WidenUpper(pixels).AsInt32() * taps[k];
                }

                Vector128<int> most = Vector128.Create(255);
                low = Vector128.Min(Vector128.ShiftRightArithmetic(low, ResizeCoefficients.FractionBits), most);
                high = Vector128.Min(Vector128.ShiftRightArithmetic(high, ResizeCoefficients.FractionBits), most);
                Vector128<short> both = Vector128.Narrow(low, high);
                MemoryMarshal.Write(result[x..], Vector128.Narrow(both.AsUInt16(), both.AsUInt16()).AsUInt64().ToScalar());
            }

            for (; x < size; x++)
            {
                int sum = Round;
                for (int k = 0; k < taps.Length; k++)
                {
                    sum += rows[k * size + x] * taps[k];
                }

                result[x] = Clamp(sum >> ResizeCoefficients.FractionBits);
            }
        }
    }

    // Weights are not negative, so only rounding above 255 is possible.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static byte Clamp(int value) => (byte)Math.Min(value, 255);
}
