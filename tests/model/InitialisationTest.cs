using System.Text.Json;
using Actors.Model.Blocks;
using Actors.Model.Parameters;
using Xunit;

namespace Actors.Tests.Model;

/// <summary>New parameters are distributed as the original VideoMAE's.</summary>
public sealed class InitialisationTest
{
    [Fact]
    public void Every_parameter_has_the_shape_and_distribution_of_the_original_initialiser()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(SharedFolder.Path("reference/videomae_init_stats.json")));
        using Block block = new(new BlockPlan(0, 0, 4, Fixture.Tiny, Fixture.Optimizer), 1, Actors.Model.Devices.TorchDevice.Parse("cpu"));
        Dictionary<string, JsonElement> reference = json.RootElement.EnumerateObject().ToDictionary(p => Fixture.Ours(p.Name), p => p.Value);
        Assert.Equal(reference.Keys.Order(StringComparer.Ordinal), block.Parameters.Select(parameter => parameter.Name));
        foreach (Parameter parameter in block.Parameters)
        {
            JsonElement expected = reference[parameter.Name];
            Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64()), parameter.Shape);
            float[] values = Fixture.Values(parameter.Value);
            double mean = values.Average(v => (double)v);
            double deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, values.Length - 1));
            double reach = Math.Max(Math.Abs(Of("min")), Math.Abs(Of("max")));

            // Two samples of one distribution: their means and deviations differ by a few standard errors, their reach by little.
            double error = Of("std") / Math.Sqrt(values.Length);
            Assert.True(Math.Abs(mean - Of("mean")) <= 6 * error, $"{parameter.Name}: mean {mean}, the original has {Of("mean")}");
            Assert.True(Math.Abs(deviation - Of("std")) <= 6 * error, $"{parameter.Name}: deviation {deviation}, the original has {Of("std")}");
            Assert.True(values.Max(Math.Abs) <= reach * 1.25 + 1e-12, $"{parameter.Name}: reaches {values.Max(Math.Abs)}, the original {reach}");

            double Of(string statistic) => expected.GetProperty(statistic).GetDouble();
        }
    }

    [Fact]
    public void A_stream_depends_on_its_seed_and_name_alone()
    {
        double[] Draw(long seed, string name)
        {
            RandomStream random = new(seed, name);
            return [.. Enumerable.Range(0, 8).Select(_ => random.NextSigned())];
        }

        Assert.Equal(Draw(1, "layers.0"), Draw(1, "layers.0"));
        Assert.NotEqual(Draw(1, "layers.0"), Draw(2, "layers.0"));
        Assert.NotEqual(Draw(1, "layers.0"), Draw(1, "layers.1"));
        Assert.NotEqual(Draw(1, "1\nx"), Draw(11, "\nx"));
        Assert.All(Draw(1, "layers.0"), value => Assert.InRange(value, -1, 1));
    }
}
