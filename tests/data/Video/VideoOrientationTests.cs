using Actors.Data.Video;
using CsCheck;
using Xunit;

namespace Actors.Tests.Data.Video;

public sealed class VideoOrientationTests
{
    const int One = 1 << 16;

    static readonly VideoOrientation[] all =
    [
        new(1, 0, 0, 1), new(-1, 0, 0, 1), new(1, 0, 0, -1), new(-1, 0, 0, -1),
        new(0, 1, 1, 0), new(0, -1, 1, 0), new(0, 1, -1, 0), new(0, -1, -1, 0),
    ];

    [Theory]
    [InlineData(0, One, 0, 0, One)]
    [InlineData(90, 0, One, -One, 0)]
    [InlineData(180, -One, 0, 0, -One)]
    [InlineData(270, 0, -One, One, 0)]
    public void A_display_matrix_is_read_as_its_clockwise_turn(int degrees, int a, int b, int c, int d)
    {
        var orientation = VideoOrientation.FromDisplayMatrix([a, b, 0, c, d, 0, 0, 0, 1 << 30]);
        Assert.Equal(degrees, orientation.Degrees);
        Assert.Equal(degrees is 90 or 270, orientation.Transposes);
    }

    [Fact]
    public void A_slanted_or_empty_display_matrix_leaves_frames_as_they_are()
    {
        Assert.Equal(VideoOrientation.Upright, VideoOrientation.FromDisplayMatrix([One, One, 0, -One, One, 0, 0, 0, 1 << 30]));
        Assert.Equal(VideoOrientation.Upright, VideoOrientation.FromDisplayMatrix(new int[9]));
        Assert.Equal(VideoOrientation.Upright, VideoOrientation.FromDisplayMatrix([int.MinValue, int.MinValue, 0, 1, 1, 0, 0, 0, 1]));
    }

    [Fact]
    public void Every_pixel_of_a_turned_or_mirrored_frame_lands_where_its_steps_lead() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[0, 5]).Sample((index, width, height, slack) =>
        {
            VideoOrientation orientation = all[index];
            int stride = (width * 3) + slack;
            byte[] stored = [.. Enumerable.Range(0, stride * height).Select(i => (byte)(i * 31))];
            byte[] upright = new byte[width * height * 3];
            orientation.Copy(stored, stride, width, height, upright);

            int uprightWidth = orientation.Transposes ? height : width;
            int left = Math.Min(0, orientation.XFromX) * (width - 1) + Math.Min(0, orientation.XFromY) * (height - 1);
            int top = Math.Min(0, orientation.YFromX) * (width - 1) + Math.Min(0, orientation.YFromY) * (height - 1);
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    int column = (orientation.XFromX * x) + (orientation.XFromY * y) - left;
                    int row = (orientation.YFromX * x) + (orientation.YFromY * y) - top;
                    int to = ((row * uprightWidth) + column) * 3;
                    Assert.Equal(stored.AsSpan((y * stride) + (x * 3), 3).ToArray(), upright.AsSpan(to, 3).ToArray());
                }
            }
        });
}
