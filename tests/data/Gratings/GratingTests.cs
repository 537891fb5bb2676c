using System.Text.Json;
using Actors.Data.Clips;
using Actors.Data.Gratings;
using Actors.Model.Checkpoints;
using Xunit;

namespace Actors.Tests.Data.Gratings;

public class GratingTests
{
    [Fact]
    public void Single_gratings_are_those_of_the_reference()
    {
        foreach (JsonElement one in Reference("single"))
        {
            int sample = one.GetProperty("index").GetInt32();
            (Grating grating, GratingColor color) = DriftingGratings.ParametersOf(sample);
            float[] gray = new float[16 * 128 * 128];
            grating.Draw(gray, 16, 128, ..);
            Compare(one, gray, color);
            Assert.Equal(Floats(one.GetProperty("y")), DriftingGratings.TargetsOf(sample));
        }
    }

    [Fact]
    public void Double_gratings_are_those_of_the_reference()
    {
        foreach (JsonElement one in Reference("double"))
        {
            int sample = one.GetProperty("index").GetInt32();
            (Grating left, Grating right, GratingColor color) = DoubleDriftingGratings.ParametersOf(sample);
            float[] gray = new float[16 * 128 * 128];
            left.Draw(gray, 16, 128, ..64);
            right.Draw(gray, 16, 128, 64..);
            Compare(one, gray, color);
            Assert.Equal(Floats(one.GetProperty("y")), DoubleDriftingGratings.TargetsOf(sample));
        }
    }

    [Fact]
    public void The_targets_of_the_whole_sets_are_those_of_the_reference()
    {
        using JsonDocument reference = Json();
        Check("single", new DriftingGratings(new ClipGeometry()).Count, DriftingGratings.TargetNames, DriftingGratings.TargetsOf);
        Check(
            "double", new DoubleDriftingGratings(new ClipGeometry()).Count,
            DoubleDriftingGratings.TargetNames, DoubleDriftingGratings.TargetsOf);
        void Check(string kind, int count, IReadOnlyList<string> names, Func<int, float[]> targets)
        {
            Assert.Equal(reference.RootElement.GetProperty($"n_{kind}").GetInt32(), count);
            float[][] all = [.. Enumerable.Range(0, count).Select(targets)];
            foreach (JsonProperty column in reference.RootElement.GetProperty($"label_table_{kind}").EnumerateObject())
            {
                int at = names.ToList().IndexOf(column.Name);
                Assert.True(at >= 0, column.Name);
                Assert.Equal(Floats(column.Value.GetProperty("raw_values")), all.Select(row => row[at]).Distinct().Order());
                Dictionary<string, int> classes = all.CountBy(row => ((int)row[at]).ToString()).ToDictionary();
                JsonElement counts = column.Value.GetProperty("as_int_classes");
                Assert.Equal(counts.EnumerateObject().ToDictionary(each => each.Name, each => each.Value.GetInt32()), classes);
            }

            Assert.Throws<ArgumentOutOfRangeException>(() => targets(count));
            Assert.Throws<ArgumentOutOfRangeException>(() => targets(-1));
        }
    }

    [Fact]
    public void Eight_bits_hold_the_grating_within_half_a_level_and_grey_means_nothing_there()
    {
        ClipGeometry geometry = new(Size: 32);
        DriftingGratings set = new(geometry);
        const int red = 10_796;
        Clip clip = set.Read(red, 0, 0);
        float[] gray = new float[16 * 32 * 32];
        DriftingGratings.ParametersOf(red).Grating.Draw(gray, 16, 32, ..);
        for (int i = 0; i < gray.Length; i++)
        {
            Assert.True(Math.Abs(clip.Pixels[i] - (127.5 + 127.5 * gray[i])) <= 0.5001, $"pixel {i}: {clip.Pixels[i]} for {gray[i]}");
            Assert.Equal(128, clip.Pixels[gray.Length + i]);
        }

        Assert.Equal(set.Classes[clip.Label], DriftingGratings.TargetsOf(red)[1].ToString());
        Assert.Equal(clip.Pixels, set.Read(red, 5, 6).Pixels);
    }

    [Fact]
    public void A_double_grating_has_one_in_each_half()
    {
        ClipGeometry geometry = new(Size: 32);
        Clip clip = new DoubleDriftingGratings(geometry).Read(2345, 0, 0);
        (Grating left, Grating right, _) = DoubleDriftingGratings.ParametersOf(2345);
        Assert.NotEqual(left, right);
        Assert.Equal("45", new DoubleDriftingGratings(geometry).Classes[clip.Label]);
        foreach ((Grating grating, int column) in new[] { (left, 3), (right, 30) })
        {
            float[] gray = new float[16 * 32 * 32];
            grating.Draw(gray, 16, 32, ..);
            Assert.Equal((byte)(127.5f * gray[5 * 1024 + 7 * 32 + column] + 128f), clip.Plane(0, 5)[7 * 32 + column]);
        }
    }

    // The documented tolerance for double precision; what we meet is reported when it fails.
    static void Compare(JsonElement one, float[] gray, GratingColor color)
    {
        string name = one.GetProperty("name").GetString()!;
        SafetensorsFile reference = Clips.Value;
        float[] expected = reference[$"{name}.gray"].ToArray<float>();
        float worst = expected.Zip(gray, (e, g) => Math.Abs(e - g)).Max();
        Assert.True(worst <= 2e-6f, $"{name}: off by {worst:G3}");
        Assert.Equal(one.GetProperty("params").GetProperty("color").GetString(), color.Name);
        Assert.Equal<float[]>(Floats(one.GetProperty("rgb")), [color.Red, color.Green, color.Blue]);
        if (reference.Entries.TryGetValue($"{name}.rgb_frame7", out SafetensorsEntry? frame))
        {
            float[] seventh = gray[(7 * 16384)..(8 * 16384)];
            float[] rgb = [.. new[] { color.Red, color.Green, color.Blue }.SelectMany(factor => seventh.Select(g => factor * g))];
            Assert.True(frame.ToArray<float>().Zip(rgb, (e, g) => Math.Abs(e - g)).Max() <= 2e-6f, name);
        }
    }

    static readonly Lazy<SafetensorsFile> Clips =
        new(() => SafetensorsFile.Read(SharedFolder.Path("reference/gratings_reference.safetensors")));

    static JsonDocument Json() => JsonDocument.Parse(File.ReadAllText(SharedFolder.Path("reference/gratings_reference.json")));

    static JsonElement[] Reference(string kind)
    {
        using JsonDocument reference = Json();
        return [.. reference.RootElement.GetProperty(kind).Clone().EnumerateArray()];
    }

    static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetSingle())];
}
