using System.Text.Json;
using Actors.Data.Clips;
using Actors.Data.Sampling;
using CsCheck;
using Xunit;

namespace Actors.Tests.Data.Sampling;

public class OcclusionTests
{
    [Fact]
    public void Squares_lie_where_the_reference_says_they_may()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(SharedFolder.Path("reference/misc_reference.json")));
        JsonElement two = document.RootElement.GetProperty("occlusion").GetProperty("two_patch");
        ClipGeometry geometry = new(Size: two.GetProperty("W").GetInt32());
        int side = Occlusion.SideOf(geometry);
        Assert.Equal(16, side);
        (int Row, int Column)[][] pairs = [.. Enumerable.Range(0, 2_000).Select(sample => Occlusion.Corners(geometry, halves: true, 3, sample).ToArray())];
        Assert.Equal(Range("left_pj"), Bounds(pairs.Select(pair => pair[0].Column / side)));
        Assert.Equal(Range("right_pj"), Bounds(pairs.Select(pair => pair[1].Column / side)));
        Assert.Equal(Range("pi"), Bounds(pairs.SelectMany(pair => pair.Select(corner => corner.Row / side))));

        (int Row, int Column)[] singles = [.. Enumerable.Range(0, 2_000).Select(sample => Occlusion.Corners(geometry, halves: false, 3, sample).Single())];
        Assert.Equal((0, (128 / 16) - 1), Bounds(singles.Select(corner => corner.Row / side)));
        Assert.Equal((0, (128 / 16) - 1), Bounds(singles.Select(corner => corner.Column / side)));
        Assert.All(singles, corner => Assert.True(corner.Row % side == 0 && corner.Column % side == 0));

        (int, int) Range(string name) => (two.GetProperty(name)[0].GetInt32(), two.GetProperty(name)[1].GetInt32());
    }

    [Fact]
    public void Nothing_but_the_squares_is_left_in_any_frame() => Gen.Select(Gen.Int[1, 5], Gen.Bool, Gen.Long).Sample((scale, halves, seed) =>
    {
        ClipGeometry geometry = new(Frames: 4, Size: 16 * scale);
        var clip = Clip.Black(geometry, 0, "x");
        new Random(1).NextBytes(clip.Pixels);
        byte[] before = [.. clip.Pixels];
        IReadOnlyList<(int Row, int Column)> corners = Occlusion.Corners(geometry, halves, seed, 5);
        Clip covered = Occlusion.Apply(clip, corners, (1, 2, 3));
        int side = Occlusion.SideOf(geometry);
        Assert.Equal(before, clip.Pixels);
        for (int channel = 0; channel < 3; channel++)
        {
            for (int frame = 0; frame < 4; frame++)
            {
                for (int at = 0; at < geometry.Size * geometry.Size; at++)
                {
                    (int y, int x) = Math.DivRem(at, geometry.Size);
                    bool seen = corners.Any(c => y >= c.Row && y < c.Row + side && x >= c.Column && x < c.Column + side);
                    Assert.Equal(seen ? clip.Plane(channel, frame)[at] : (byte)(channel + 1), covered.Plane(channel, frame)[at]);
                }
            }
        }
    }, iter: 20, threads: 1);

    static (int, int) Bounds(IEnumerable<int> values) => (values.Min(), values.Max());
}
