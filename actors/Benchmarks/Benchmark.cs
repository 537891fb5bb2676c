using System.Globalization;
using Actors.Configuration;
using Actors.Regimes;
using Actors.Runs;

namespace Actors.Benchmarks;

/// <summary>Measures a run's blocks, regimes and peers in rounds, each of which does everything once: slow moments of the machine meet all alike.</summary>
public static class Benchmark
{
    // Of the time of a round: steps without actors, and the runs of all regimes.
    const double ShareOfSteps = 0.2;
    const double ShareOfRegimes = 0.5;
    const double ShareOfPeers = 0.3;
    const int MostSteps = 20;
    const int MostBatches = 400;

    /// <summary>Measures.</summary>
    /// <param name="options">What, and for how long.</param>
    /// <param name="progress">Told what is being done, in a few words.</param>
    /// <param name="say">Told what is worth a line.</param>
    /// <param name="stop">Ends it between two measurements.</param>
    /// <exception cref="RunException">Something cannot be measured; one line says why.</exception>
    public static BenchmarkReport Run(BenchmarkOptions options, Action<string> progress, Action<string> say, CancellationToken stop)
    {
        using var work = new Workload(options.Run);
        List<IMeasurement> all = [];
        DirectoryInfo folder = Directory.CreateTempSubdirectory("actors-bench-");
        try
        {
            progress("getting ready");
            Prepare(options, work, folder.FullName, all, say, stop);
            for (int round = 1; round <= options.Repeats; round++)
            {
                foreach (IMeasurement measurement in all)
                {
                    stop.ThrowIfCancellationRequested();
                    progress($"round {round} of {options.Repeats}: {measurement.Name}");
                    measurement.Round();
                }
            }

            progress("");
            return all.Aggregate(BenchmarkReport.Of(work, options.Repeats), (report, measurement) => measurement.Into(report));
        }
        finally
        {
            all.ForEach(measurement => measurement.Dispose());
            folder.Delete(recursive: true);
        }
    }

    static void Prepare(BenchmarkOptions options, Workload work, string folder, List<IMeasurement> all, Action<string> say, CancellationToken stop)
    {
        MachineMeasurement? machine = Add(BenchmarkPart.Gemm, () => new MachineMeasurement());

        // The rates are those of the processor's cores.
        MachineMeasurement? rates = work.Device.IsCuda ? null : machine;
        bool regimes = options.What.Contains(BenchmarkPart.Regimes);

        // Regimes are measured against the steps of their own round.
        bool steps = regimes || options.What.Contains(BenchmarkPart.Steps);
        ChainMeasurement[] chains = [.. (steps ? (Regime[])[Regime.Simultaneous, Regime.E2e] : []).Select(regime =>
        {
            stop.ThrowIfCancellationRequested();
            var chain = new ChainMeasurement(work, regime, rates);
            all.Add(chain);
            return chain;
        })];
        List<RegimeMeasurement> runs = [];
        if (regimes)
        {
            KeptClips clips = Kept(options.Run, work, Path.Combine(folder, "regimes"), stop);
            runs.AddRange(Enum.GetValues<Regime>().Select(regime => new RegimeMeasurement(work, regime, clips, chains[regime == Regime.E2e ? 1 : 0], rates)));
            all.AddRange(runs);
        }

        Add(BenchmarkPart.Savings, () => new SavingsMeasurement(options.Run, Kept(options.Run, work, Path.Combine(folder, "savings"), stop), options.Batches, options.Seconds / options.Repeats, stop));
        Add(BenchmarkPart.Data, () => new DataMeasurement(work, folder, options.Batches, options.Seconds / options.Repeats, stop));
        PeerMeasurement? peers = Add(
            BenchmarkPart.Peers, () => new PeerMeasurement(work, options.Peers, runs.Find(run => run.Regime == Regime.Async)));
        Add(BenchmarkPart.Memory, () => new MemoryMeasurement(work));
        Add(BenchmarkPart.Growth, () => new GrowthMeasurement(work));
        Add(BenchmarkPart.Balance, () => new BalanceMeasurement(work));
        Pace(options, chains, runs, peers, say);

        T? Add<T>(BenchmarkPart part, Func<T> make) where T : class, IMeasurement
        {
            if (!options.What.Contains(part))
            {
                return null;
            }

            stop.ThrowIfCancellationRequested();
            T measurement = make();
            all.Add(measurement);
            return measurement;
        }
    }

    /// <summary>Clips of the run's source, decoded once.</summary>
    static KeptClips Kept(RunOptions run, Workload work, string folder, CancellationToken stop)
    {
        RunDirectory directory = RunDirectory.Create(folder, "bench", DateTimeOffset.UnixEpoch);
        return new KeptClips(RunClips.Open(run, directory, NoObserver.Instance, stop).Source, 4 * work.Clips);
    }

    /// <summary>Cuts the steps of a round to the time there is, from the time that one took.</summary>
    static void Pace(BenchmarkOptions options, ChainMeasurement[] chains, List<RegimeMeasurement> runs, PeerMeasurement? peers, Action<string> say)
    {
        double round = Math.Max(0, (options.Seconds / options.Repeats) - MachineMeasurement.SecondsOfRound);
        double both = chains.Sum(chain => 2 * chain.Estimate);
        foreach (ChainMeasurement chain in chains)
        {
            chain.Steps = Math.Clamp((int)(ShareOfSteps * round / both), 1, MostSteps);
        }

        if (peers is not null)
        {
            // Both modes of ours, and of every peer at one and at all threads.
            peers.SecondsOfEach = ShareOfPeers * round / (2 + (4 * options.Peers.Count));
        }

        double expected = 0;
        int least = runs.Count > 0 ? RegimeMeasurement.Least(chains[0].Blocks) : 0;
        foreach (RegimeMeasurement run in runs)
        {
            double batch = chains.Max(chain => chain.Estimate) / (run.Regime == Regime.E2e ? 1 : Math.Max(1, Math.Min(Workload.Cores, chains[0].Blocks)));
            run.Batches = options.Batches > 0 ? options.Batches : Math.Clamp((int)(ShareOfRegimes * round / runs.Count / batch), least, MostBatches);
            expected += options.Repeats * run.Batches * batch;
        }

        if (expected > Math.Max(60, 1.5 * options.Seconds))
        {
            say(string.Create(
                CultureInfo.InvariantCulture,
                $"runs of {runs[0].Batches} batches or more take about {expected / 60:f0} minutes in all: fewer --repeats, another --what or a smaller model take less"));
        }
    }
}
