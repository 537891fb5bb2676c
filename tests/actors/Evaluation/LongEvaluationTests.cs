using System.Diagnostics;
using System.Globalization;
using Actors.Data.Clips;
using Actors.Data.Motion;
using Actors.Evaluation;
using Actors.Model.Evaluation;
using Xunit;

namespace Actors.Tests.Evaluation;

/// <summary>Run with <c>ACTORS_LONG=1</c>, alone on a machine.</summary>
public sealed class LongEvaluationTests(ITestOutputHelper output)
{
    const int Clips = 10_000;
    const int Width = 192;
    const int Blocks = 4;

    [Fact]
    public void Metrics_of_ten_thousand_clips_stay_within_1_GB()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("ACTORS_LONG") == "1", "takes minutes: set ACTORS_LONG=1 to run it");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads the peak of resident memory from /proc");
        var source = new MotionClips(new ClipGeometry(), Clips);
        var set = new EvaluationSet(source, [.. Enumerable.Range(0, Clips)], ["label"], sample => [source.LabelOf(sample)], false, default);
        Random random = new(1);
        float[] Vectors()
        {
            // Correlated columns and classes that overlap, as embeddings have.
            float[] vectors = new float[Clips * Width];
            for (int i = 0; i < vectors.Length; i++)
            {
                double common = i % Width == 0 ? 0 : vectors[i - 1];
                vectors[i] = (float)((0.9 * common) + random.NextDouble() - 0.5 + (0.02 * source.LabelOf(i / Width)));
            }

            return vectors;
        }

        SetEmbeddings found = new(set.Samples, [.. Enumerable.Range(0, Blocks).Select(_ => new BlockEmbeddings(
            Width, Vectors(), Vectors(), new double[Clips], new double[Clips]))], []);

        // libtorch itself, once for a process, is not what grows with clips.
        using (Embeddings few = found.Blocks[0].Matrix())
        {
            _ = Spectrum.Of(few);
        }

        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5");
        long before = Peak();
        long began = Stopwatch.GetTimestamp();
        SetReport report = SetAnalysis.Of(set, found, null, null, Environment.ProcessorCount, TestContext.Current.CancellationToken);
        long grown = Peak() - before;
        output.WriteLine($"{grown / 1e6:0} MB more than before, {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s, accuracy {report.Blocks[0].Accuracy:0.000}");
        Assert.True(grown < 1_000_000_000, $"{grown / 1e6:0} MB");
    }

    // VmHWM, in bytes; resident memory at its highest since the last reset.
    static long Peak() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))["VmHWM:".Length..^"kB".Length],
        CultureInfo.InvariantCulture);
}
