using Actors.Configuration;
using Actors.Data.Clips;
using Actors.Runs;

namespace Actors.Benchmarks;

/// <summary>Runs on clips that are decoded for each batch, cut from kept frames, or kept whole: how long do blocks wait for them?</summary>
internal sealed class DataMeasurement : IMeasurement
{
    const int MostBatches = 400;

    // Epochs that are read ahead of the first round count frames and fill the cache.
    const long FirstEpoch = 1000;

    readonly Workload work;
    readonly List<Way> ways = [];
    readonly int batches;
    long epoch = FirstEpoch;

    /// <summary>Opens the clips, reads each once, and sees how fast a run is.</summary>
    /// <param name="work">The blocks.</param>
    /// <param name="folder">Where clips that are generated as files are written.</param>
    /// <param name="batches">Batches of each run; 0 follows from the seconds.</param>
    /// <param name="secondsOfRound">Time for a round.</param>
    /// <param name="stop">Ends the preparation.</param>
    public DataMeasurement(Workload work, string folder, int batches, double secondsOfRound, CancellationToken stop)
    {
        this.work = work;
        (IClipSource decoded, _) = Open(folder, FrameCaching.None, stop);
        ways.Add(new Way("decoded", decoded));
        if (Open(folder, FrameCaching.Memory, stop) is (var cached, true))
        {
            ways.Add(new Way("cached", cached));
        }

        ways.Add(new Way("kept", new KeptClips(decoded, decoded.Count)));
        foreach (Way way in ways)
        {
            Read(way.Clips, epoch++);
        }

        int least = RegimeMeasurement.Least(work.Partition.Blocks);
        double speed = MeasuredRun.Of(work, Regime, ways[^1].Clips, least).BatchesPerSecond;
        this.batches = batches > 0 ? batches : Math.Clamp((int)(secondsOfRound / ways.Count * speed), least, MostBatches);
    }

    /// <inheritdoc/>
    public string Name => "data";

    Regimes.Regime Regime => work.Options.Training.Regime;

    /// <inheritdoc/>
    public void Round()
    {
        foreach (Way way in ways)
        {
            way.Reads.Add(way.Clips.Count / Read(way.Clips, epoch++));
            MeasuredRun run = MeasuredRun.Of(work, Regime, way.Clips, batches);
            way.Speed.Add(work.Clips * run.BatchesPerSecond);
            way.Wait.Add(run.Summary.Data!.WaitShare);
        }
    }

    /// <inheritdoc/>
    public BenchmarkReport Into(BenchmarkReport report)
    {
        Sample kept = Sample.Of(ways[^1].Speed);
        return report with
        {
            Data = new DataReport(
                ways[0].Clips.Name, ways[0].Clips.Count, work.Options.Data.Workers, work.Options.Data.Prefetch, RunPlans.NameOf(Regime), batches,
                [.. ways.Select(way => Row(way, kept))]),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    static DataRow Row(Way way, Sample kept)
    {
        Sample speed = Sample.Of(way.Speed);
        Sample reads = way.Clips is KeptClips ? Sample.Of() : Sample.Of(way.Reads);
        return new DataRow(
            way.Name, reads, speed, Sample.Ratio(speed, kept), Sample.Of(way.Wait),
            Sample.Of([.. kept.Values.Zip(reads.Values, (clips, read) => clips / read / Workload.Cores)]));
    }

    // Clips that are generated have no frames to keep.
    (IClipSource Clips, bool Keeps) Open(string folder, FrameCaching caching, CancellationToken stop)
    {
        RunDirectory directory = RunDirectory.Create(Path.Combine(folder, $"data-{caching}"), "bench", DateTimeOffset.UnixEpoch);
        OpenedClips opened = RunClips.Open(
            work.Options with { Data = work.Options.Data with { Cache = caching } }, directory, NoObserver.Instance, stop);

        // As many as make every epoch of a short run a new one, from all over the source.
        int count = Math.Min(opened.Source.Count, 4 * work.Clips);
        int[] samples = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * opened.Source.Count / count))];
        return (new ClipSubset(opened.Source, opened.Source.Name, samples), opened.Cache is not null);
    }

    /// <summary>Reads every clip once, on this thread.</summary>
    /// <returns>Seconds of the processor.</returns>
    double Read(IClipSource clips, long epoch)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        for (int sample = 0; sample < clips.Count; sample++)
        {
            try
            {
                _ = clips.Read(sample, work.Options.Training.Seed, epoch);
            }
            catch (ClipUnreadableException)
            {
                // It costs what it costs; runs replace it.
            }
        }

        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    sealed record Way(string Name, IClipSource Clips)
    {
        public List<double> Reads { get; } = [];

        public List<double> Speed { get; } = [];

        public List<double> Wait { get; } = [];
    }
}
