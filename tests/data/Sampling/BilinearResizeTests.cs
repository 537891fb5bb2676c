using Actors.Data.Sampling;
using Actors.Model.Checkpoints;
using CsCheck;
using Xunit;

namespace Actors.Tests.Data.Sampling;

public class BilinearResizeTests
{
    [Theory]
    [InlineData("resize.a.out32_hwc_u8", 20, 0, 60, 60, 32)]
    [InlineData("resize.b.out32_hwc_u8", 14, 6, 52, 45, 32)]
    [InlineData("resize.c.out32_hwc_u8", 10, 3, 39, 45, 32)]
    [InlineData("resize.up.out96_hwc_u8", 0, 0, 30, 30, 96)]
    public void A_resized_crop_is_that_of_Pillow_to_the_last_bit(string tensor, int x, int y, int width, int height, int size)
    {
        SafetensorsFile reference = SafetensorsFile.Read(SharedFolder.Path("reference/misc_reference.safetensors"));
        byte[] image = reference["resize.input_hwc_u8"].ToArray<byte>();
        Assert.Equal(reference[tensor].ToArray<byte>(), Interleaved(image, 80, new CropWindow(x, y, width, height), size));
    }

    [Fact]
    public void A_crop_of_the_wanted_size_is_copied() => Gen.Byte.Array[20 * 10 * 3].Sample(image =>
    {
        byte[] result = Interleaved(image, 20, new CropWindow(7, 1, 9, 9), 9);
        for (int row = 0; row < 9; row++)
        {
            Assert.Equal(image.AsSpan(((row + 1) * 20 + 7) * 3, 27), result.AsSpan(row * 27, 27));
        }
    });

    [Fact]
    public void Any_crop_of_an_even_colour_stays_that_colour() =>
        Gen.Select(Gen.Byte, Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 40]).Sample((level, width, height, size) =>
        {
            byte[] image = new byte[width * height * 3];
            Array.Fill(image, level);
            Assert.All(Interleaved(image, width, new CropWindow(0, 0, width, height), size), value => Assert.Equal(level, value));
        });

    [Fact]
    public void Every_size_equals_a_plain_transcription_of_the_definition() =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[1, 50], Gen.Int[1, 50], Gen.Int[0, 1000]).Sample((width, height, size, seed) =>
        {
            byte[] image = new byte[width * height * 3];
            new Random(seed).NextBytes(image);
            Assert.Equal(Plain(image, width, height, size), Interleaved(image, width, new CropWindow(0, 0, width, height), size));
        }, iter: 300);

    [Fact]
    public void A_crop_outside_the_frame_is_refused_by_name()
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => Interleaved(new byte[300], 10, new CropWindow(5, 0, 6, 6), 4));
        Assert.Contains("does not lie within a frame 10 pixels wide", refusal.Message, StringComparison.Ordinal);
    }

    static byte[] Interleaved(byte[] image, int frameWidth, CropWindow crop, int size)
    {
        byte[][] planes = [new byte[size * size], new byte[size * size], new byte[size * size]];
        BilinearResize.Apply(image, frameWidth, crop, size, planes[0], planes[1], planes[2]);
        return [.. Enumerable.Range(0, size * size * 3).Select(i => planes[i % 3][i / 3])];
    }

    // One pixel at a time in 64-bit integers: rows, then columns.
    static byte[] Plain(byte[] image, int width, int height, int size)
    {
        byte[] rows = Direction(image, width, height, size, 3, width * 3);
        return Direction(rows, height, size, size, size * 3, 3);
    }

    // Resamples `length` steps of `along` bytes into `size`, for `lines` lines of `across` bytes; three channels.
    static byte[] Direction(byte[] from, int length, int lines, int size, int along, int across)
    {
        if (length == size)
        {
            return from;
        }

        bool columns = along != 3;
        byte[] to = new byte[lines * size * 3];
        double scale = (double)length / size;
        double support = Math.Max(1, scale);
        for (int i = 0; i < size; i++)
        {
            double center = (i + 0.5) * scale;
            int first = Math.Max(0, (int)(center - support + 0.5));
            int end = Math.Min(length, (int)(center + support + 0.5));
            double[] weights =
                [.. Enumerable.Range(first, end - first).Select(k => Math.Max(0, 1 - Math.Abs((k - center + 0.5) * (1 / support))))];
            double sum = 0;
            foreach (double weight in weights)
            {
                sum += weight;
            }

            for (int line = 0; line < lines; line++)
            {
                for (int c = 0; c < 3; c++)
                {
                    long total = 1 << 21;
                    for (int k = 0; k < weights.Length; k++)
                    {
                        total += (long)(0.5 + weights[k] / sum * (1 << 22)) * from[(first + k) * along + line * across + c];
                    }

                    int at = columns ? i * size * 3 + line * 3 : line * size * 3 + i * 3;
                    to[at + c] = (byte)Math.Clamp(total >> 22, 0, 255);
                }
            }
        }

        return to;
    }
}
