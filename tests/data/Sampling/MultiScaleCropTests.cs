using System.Text.Json;
using Actors.Data.Randomness;
using Actors.Data.Sampling;
using CsCheck;
using Xunit;

namespace Actors.Tests.Data.Sampling;

public class MultiScaleCropTests
{
    [Fact]
    public void Sizes_and_places_are_those_of_the_reference()
    {
        using JsonDocument reference = JsonDocument.Parse(File.ReadAllText(SharedFolder.Path("reference/misc_reference.json")));
        foreach (JsonElement one in reference.RootElement.GetProperty("multiscale_crop").EnumerateArray())
        {
            int width = one.GetProperty("image_w").GetInt32();
            int height = one.GetProperty("image_h").GetInt32();
            Assert.Equal(
                Pairs(one.GetProperty("crop_pairs_w_h")), MultiScaleCrop.Sizes(width, height, one.GetProperty("input_size").GetInt32()));
            foreach (JsonProperty offsets in one.GetProperty("offsets_w_h").EnumerateObject())
            {
                int[] size = [.. offsets.Name.Split('x').Select(int.Parse)];
                Assert.Equal(Pairs(offsets.Value), MultiScaleCrop.Offsets(width, height, size[0], size[1]));
            }
        }
    }

    [Fact]
    public void A_crop_always_lies_within_the_frame_and_repeats_by_key() =>
        Gen.Select(Gen.Int[1, 500], Gen.Int[1, 500], Gen.Int[1, 256], Gen.Long).Sample((width, height, target, seed) =>
        {
            CropWindow crop = MultiScaleCrop.Draw(width, height, target, new KeyedRandom(seed, 0, 0, RandomPurpose.Crop));
            Assert.True(crop is { X: >= 0, Y: >= 0, Width: > 0, Height: > 0 });
            Assert.InRange(crop.X + crop.Width, 1, width);
            Assert.InRange(crop.Y + crop.Height, 1, height);
            Assert.Equal(crop, MultiScaleCrop.Draw(width, height, target, new KeyedRandom(seed, 0, 0, RandomPurpose.Crop)));
        });

    [Fact]
    public void Every_size_and_place_is_drawn_sooner_or_later()
    {
        HashSet<CropWindow> seen = [];
        for (int seed = 0; seed < 5000; seed++)
        {
            seen.Add(MultiScaleCrop.Draw(320, 240, 128, new KeyedRandom(seed, 0, 0, RandomPurpose.Crop)));
        }

        HashSet<CropWindow> all = [];
        foreach ((int width, int height) in MultiScaleCrop.Sizes(320, 240, 128))
        {
            all.UnionWith(MultiScaleCrop.Offsets(320, 240, width, height).Select(place => new CropWindow(place.X, place.Y, width, height)));
        }

        Assert.Equal(all.OrderBy(Key), seen.OrderBy(Key));
        static (int, int, int, int) Key(CropWindow crop) => (crop.X, crop.Y, crop.Width, crop.Height);
    }

    [Fact]
    public void The_evaluation_crop_is_the_centred_square()
    {
        Assert.Equal(new CropWindow(40, 0, 240, 240), CropWindow.Center(320, 240));
        Assert.Equal(new CropWindow(0, 34, 86, 86), CropWindow.Center(86, 154));
        Assert.Equal(new CropWindow(0, 0, 1, 1), CropWindow.Center(1, 1));
    }

    static IEnumerable<(int, int)> Pairs(JsonElement pairs) =>
        pairs.EnumerateArray().Select(pair => (pair[0].GetInt32(), pair[1].GetInt32()));
}
