using System.Text.Json;
using Actors.Data.Clips;
using Actors.Data.Masks;
using CsCheck;
using Xunit;

namespace Actors.Tests.Data.Masks;

public class TubeMaskTests
{
    [Fact]
    public void Counts_are_those_of_the_reference()
    {
        using JsonDocument reference = JsonDocument.Parse(File.ReadAllText(SharedFolder.Path("reference/misc_reference.json")));
        JsonElement expected = reference.RootElement.GetProperty("tube_mask");
        double ratio = expected.GetProperty("ratio").GetDouble();
        TubeMask mask = TubeMask.Draw(new ClipGeometry(), ratio, 1, 2, 3);
        Assert.Equal(expected.GetProperty("per_frame_masked").GetInt32(), TubeMask.HiddenCells(mask.Geometry, ratio));
        Assert.Equal(expected.GetProperty("visible_tokens").GetInt32(), mask.Visible.Count);
        Assert.Equal(expected.GetProperty("masked_tokens").GetInt32(), mask.Masked.Count);
    }

    [Fact]
    public void The_tiny_reference_model_sees_sixteen_of_its_tokens()
    {
        TubeMask mask = TubeMask.Draw(new ClipGeometry(Size: 32), 0.9, 0, 0, 0);
        Assert.Equal((16, 112), (mask.Visible.Count, mask.Masked.Count));
    }

    [Fact]
    public void The_same_cells_are_hidden_in_every_slot_and_each_token_is_on_one_side() => AnyMask.Sample(
        (geometry, ratio, seed, epoch, sample) =>
    {
        TubeMask mask = TubeMask.Draw(geometry, ratio, seed, epoch, sample);
        Assert.Equal(Enumerable.Range(0, geometry.Tokens), mask.Visible.Concat(mask.Masked).Order());
        Assert.Equal(mask.Visible.Order(), mask.Visible);
        Assert.Equal(mask.Masked.Order(), mask.Masked);
        int perSlot = (int)(ratio * geometry.Cells);
        int[] first = [.. mask.Masked.Take(perSlot)];
        for (int slot = 0; slot < geometry.Slots; slot++)
        {
            Assert.Equal(first.Select(cell => slot * geometry.Cells + cell), mask.Masked.Skip(slot * perSlot).Take(perSlot));
        }
    });

    [Fact]
    public void A_mask_repeats_by_key_and_changes_with_each_part_of_it()
    {
        ClipGeometry geometry = new();
        TubeMask mask = TubeMask.Draw(geometry, 0.9, 1, 2, 3);
        Assert.Equal(mask.Visible, TubeMask.Draw(geometry, 0.9, 1, 2, 3).Visible);
        Assert.NotEqual(mask.Visible, TubeMask.Draw(geometry, 0.9, 2, 2, 3).Visible);
        Assert.NotEqual(mask.Visible, TubeMask.Draw(geometry, 0.9, 1, 3, 3).Visible);
        Assert.NotEqual(mask.Visible, TubeMask.Draw(geometry, 0.9, 1, 2, 4).Visible);
    }

    [Fact]
    public void Every_cell_is_hidden_about_as_often()
    {
        ClipGeometry geometry = new(Size: 32);
        int[] hits = new int[geometry.Cells];
        for (int sample = 0; sample < 4000; sample++)
        {
            foreach (int token in TubeMask.Draw(geometry, 0.5, 7, 0, sample).Masked.Take(8))
            {
                hits[token]++;
            }
        }

        Assert.All(hits, hit => Assert.InRange(hit, 1850, 2150));
    }

    [Fact]
    public void Decoded_tokens_are_distinct_masked_and_ascending() => Gen.Select(AnyMask, Gen.Double[0.001, 1]).Sample((key, fraction) =>
    {
        (ClipGeometry geometry, double ratio, long seed, long epoch, long sample) = key;
        TubeMask mask = TubeMask.Draw(geometry, ratio, seed, epoch, sample);
        IReadOnlyList<int> decoded = mask.DrawDecoded(fraction, seed, epoch, sample);
        Assert.Equal(mask.Masked.Count == 0 ? 0 : Math.Max(1, (int)(fraction * mask.Masked.Count)), decoded.Count);
        Assert.Equal(decoded.Distinct().Order(), decoded);
        Assert.All(decoded, token => Assert.True(mask.IsMasked(token)));
        Assert.Equal(decoded, mask.DrawDecoded(fraction, seed, epoch, sample));
    });

    [Fact]
    public void A_quarter_of_the_masked_tokens_is_460_and_a_whole_is_all()
    {
        TubeMask mask = TubeMask.Draw(new ClipGeometry(), 0.9, 0, 0, 0);
        Assert.Equal(460, mask.DrawDecoded(0.25, 0, 0, 0).Count);
        Assert.Equal(mask.Masked, mask.DrawDecoded(1, 0, 0, 0));
        Assert.NotEqual(mask.DrawDecoded(0.25, 0, 0, 0), mask.DrawDecoded(0.25, 0, 1, 0));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_ratio_that_hides_all_or_less_than_nothing_is_refused(double ratio) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TubeMask.Draw(new ClipGeometry(), ratio, 0, 0, 0));

    [Fact]
    public void A_geometry_that_does_not_divide_is_refused_with_its_numbers()
    {
        Assert.Contains("16 frames", Refusal(new ClipGeometry(TubeletFrames: 3)), StringComparison.Ordinal);
        Assert.Contains("100 pixels", Refusal(new ClipGeometry(Size: 100)), StringComparison.Ordinal);
        Assert.Contains("at least 1", Refusal(new ClipGeometry(Frames: 0)), StringComparison.Ordinal);
        static string Refusal(ClipGeometry geometry) => Assert.Throws<ArgumentException>(geometry.Validated).Message;
    }

    static Gen<(ClipGeometry, double, long, long, long)> AnyMask { get; } = Gen.Select(
        Gen.Select(
            Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[1, 12], (slots, frames, side) => new ClipGeometry(slots * frames, side * 4, frames, 4)),
        Gen.Double[0, 0.999], Gen.Long, Gen.Long, Gen.Long);
}
