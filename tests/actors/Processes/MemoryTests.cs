using System.Globalization;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Processes;

/// <summary>A long run holds no more tensors and no more memory at its end than after its first steps.</summary>
public sealed class MemoryTests(ITestOutputHelper output)
{
    const int WarmUp = 100;

    static readonly bool isLong = Environment.GetEnvironmentVariable("ACTORS_LONG") == "1";

    [Fact]
    public Task A_thousand_steps_of_a_tiny_model_hold_tensors_and_memory_flat() => Watch(1000, 32, [.. Tiny, "--batch", "8"]);

    [Fact]
    public Task A_thousand_steps_of_nano_hold_tensors_and_memory_flat()
    {
        Assert.SkipUnless(isLong, "takes minutes; set ACTORS_LONG=1");
        return Watch(1000, 48, ["--model", "nano", "--batch", "8", "--decode-fraction", "0.25"]);
    }

    async Task Watch(int steps, double mebibytes, string[] model)
    {
        Assert.SkipUnless(Directory.Exists("/proc/self"), "resident memory is read from /proc");
        using var folder = new TemporaryFolder();
        int port = Scrape.FreePort();
        using ActorsProcess process = Start(
            folder, ["--data", "motion", "--set", "data.clips=64", "--steps", steps.ToString(CultureInfo.InvariantCulture), "--metrics-port", $"{port}", "--run", "run", .. model]);
        List<Sample> samples = await Samples(process, port);
        (await process.End(TimeSpan.FromSeconds(isLong ? 600 : 60))).With(0);

        Sample[] steady = [.. samples.Where(sample => sample.Step >= WarmUp)];
        Assert.True(steady.Length >= 10 && steady[^1].Step > steps * 3 / 4, $"too few samples to judge by: {string.Join(' ', samples)}");
        double resident = Slope(steady, sample => sample.Resident) * (steps - WarmUp) / (1 << 20);
        double tensors = Slope(steady, sample => sample.Tensors) * (steps - WarmUp);
        string figures = string.Create(
            CultureInfo.InvariantCulture,
            $"steps {steady[0].Step} to {steady[^1].Step}, {steady.Length} samples: resident {steady[0].Resident >> 20} to {steady[^1].Resident >> 20} MiB, "
            + $"slope {resident:0.0} MiB over {steps - WarmUp} steps; live tensors {steady.Min(s => s.Tensors)} to {steady.Max(s => s.Tensors)}, slope {tensors:0.00}");
        output.WriteLine(figures);
        Assert.True(Math.Abs(tensors) < 1, figures);
        Assert.True(resident < mebibytes, figures);
    }

    static async Task<List<Sample>> Samples(ActorsProcess process, int port)
    {
        var samples = new List<Sample>();
        using var scrape = new Scrape(port);
        await foreach (string text in scrape.Each(process))
        {
            if (process.ResidentBytes() is { } resident)
            {
                double step = Scrape.Value(text, "actors_block_updates_total{block=\"3\"}") ?? 0;
                double tensors = Enumerable.Range(0, 4).Sum(block => Scrape.Value(text, $"actors_live_tensors{{block=\"{block}\"}}") ?? 0);
                samples.Add(new Sample((long)step, resident, (long)tensors));
            }
        }

        return samples;
    }

    /// <summary>Least squares: change for each step.</summary>
    static double Slope(Sample[] samples, Func<Sample, double> value)
    {
        double meanStep = samples.Average(sample => sample.Step);
        double mean = samples.Average(value);
        return samples.Sum(sample => (sample.Step - meanStep) * (value(sample) - mean)) / samples.Sum(sample => (sample.Step - meanStep) * (sample.Step - meanStep));
    }

    sealed record Sample(long Step, long Resident, long Tensors);
}
