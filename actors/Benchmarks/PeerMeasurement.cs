using System.Diagnostics;
using System.Globalization;
using Actors.Model.Costs;
using Actors.Model.Devices;
using Actors.Regimes;
using Actors.Runs;

namespace Actors.Benchmarks;

/// <summary>The same blocks on the same batch by this program without actors and by others, at one thread and at all cores, in turn.</summary>
internal sealed class PeerMeasurement : IMeasurement
{
    /// <summary>Largest relative difference of a first loss: rounding of float32 sums.</summary>
    public const double FirstTolerance = 1e-5;

    /// <summary>The same behind updates, which carry the sign of gradients that are next to nothing.</summary>
    public const double LaterTolerance = 1e-3;

    const string Ours = "actors";
    const int MostSteps = 100;

    static readonly (string Mode, Regime Regime)[] modes = [("simultaneous", Regime.Simultaneous), ("e2e", Regime.E2e)];

    readonly Workload work;
    readonly RegimeMeasurement? async;
    readonly PeerProcess[] peers;
    readonly MeasuredChain[] ours;
    readonly Dictionary<(string Name, string Mode, int Threads), Row> rows = [];

    /// <summary>Starts the peers, and refuses one that computes something else.</summary>
    /// <param name="work">Blocks and batch.</param>
    /// <param name="commands">The peers.</param>
    /// <param name="async">Runs with actors of the same round; null without.</param>
    /// <exception cref="RunException">A peer does not start or has other losses.</exception>
    public PeerMeasurement(Workload work, IReadOnlyList<PeerCommand> commands, RegimeMeasurement? async)
    {
        this.work = work;
        this.async = async;
        ours = [.. modes.Select(mode => TorchWork.Alone(1, () =>
        {
            MeasuredChain chain = work.Chain(mode.Regime);
            chain.Measure(2, 1);
            return chain;
        }))];
        DirectoryInfo job = Directory.CreateTempSubdirectory("actors-peer-");
        List<PeerProcess> started = [];
        try
        {
            PeerJob.Write(job.FullName, work);
            foreach (PeerCommand command in commands)
            {
                started.Add(new PeerProcess(command, job.FullName));
                LossDifference = Math.Max(LossDifference, Check(started[^1].Hello, work));
            }
        }
        catch
        {
            started.ForEach(peer => peer.Dispose());
            throw;
        }
        finally
        {
            job.Delete(recursive: true);
        }

        peers = [.. started];
    }

    /// <inheritdoc/>
    public string Name => "peers";

    /// <summary>Seconds of a round for each program, mode and number of threads; one step at the least.</summary>
    public double SecondsOfEach { get; set; }

    /// <summary>Largest relative difference of a loss.</summary>
    public double LossDifference { get; }

    /// <inheritdoc/>
    public void Round()
    {
        for (int m = 0; m < modes.Length; m++)
        {
            (string mode, MeasuredChain chain) = (modes[m].Mode, ours[m]);
            Keep(Ours, mode, 1, steps => OurSteps(chain, steps));
            foreach (PeerProcess peer in peers)
            {
                foreach (int threads in Workload.Cores > 1 ? [1, Workload.Cores] : (int[])[1])
                {
                    Keep(peer.Hello.Name, mode, threads, steps =>
                    {
                        peer.Steps(mode, threads, 1);
                        return peer.Steps(mode, threads, steps);
                    });
                }
            }
        }
    }

    /// <inheritdoc/>
    public BenchmarkReport Into(BenchmarkReport report)
    {
        List<PeerRow> all = [.. rows.Select(row => new PeerRow(row.Key.Name, row.Key.Mode, row.Key.Threads, Sample.Of(row.Value.Clock), Sample.Of(row.Value.Cpu)))];
        if (async is not null)
        {
            all.Add(new PeerRow(Ours, "async", Workload.Cores, Sample.Of(async.Speed), Sample.Of()));
        }

        List<PeerRatio> ratios = [];
        foreach (string name in peers.Select(peer => peer.Hello.Name))
        {
            foreach (string mode in modes.Select(mode => mode.Mode))
            {
                PeerRow we = all.Single(row => row.Name == Ours && row.Mode == mode);
                PeerRow they = all.Single(row => row.Name == name && row.Mode == mode && row.Threads == 1);
                ratios.Add(new PeerRatio(
                    $"{mode}, one thread", name, Sample.Ratio(we.ClipsPerSecond, they.ClipsPerSecond), Sample.Ratio(we.ClipsPerCpuSecond, they.ClipsPerCpuSecond)));
            }

            if (async is not null)
            {
                PeerRow best = all.Where(row => row.Name == name && row.Mode == "simultaneous").MaxBy(row => row.ClipsPerSecond.Median)!;
                string what = string.Create(CultureInfo.InvariantCulture, $"async on {Workload.Cores} cores over its best simultaneous (threads: {best.Threads})");
                ratios.Add(new PeerRatio(what, name, Sample.Ratio(all[^1].ClipsPerSecond, best.ClipsPerSecond), Sample.Of()));
            }
        }

        return report with
        {
            Peers = new PeersReport(
                all, ratios, LossDifference, [.. peers.Where(peer => peer.Hello.Warning.Length > 0).Select(peer => $"{peer.Hello.Name}: {peer.Hello.Warning}")]),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(peers, peer => peer.Dispose());
        Array.ForEach(ours, chain => chain.Dispose());
    }

    /// <summary>Compares a peer's losses of the first steps with ours.</summary>
    /// <returns>The largest relative difference.</returns>
    /// <exception cref="RunException">One is too far off: it does other work.</exception>
    public static double Check(PeerHello hello, Workload work)
    {
        double worst = 0;
        foreach ((string mode, Regime regime) in modes)
        {
            double[][] expected = PeerJob.Losses(work, regime);
            double[][] actual = hello.Losses[mode];
            for (int step = 0; step < expected.Length; step++)
            {
                for (int k = 0; k < expected[step].Length; k++)
                {
                    double difference = Math.Abs((actual[step][k] / expected[step][k]) - 1);
                    worst = Math.Max(worst, difference);
                    if (!(difference <= (step == 0 ? FirstTolerance : LaterTolerance)))
                    {
                        throw new RunException(ExitCode.Unexpected, string.Create(
                            CultureInfo.InvariantCulture,
                            $"{hello.Name} does other work: {mode}, step {step}, loss {k} is {actual[step][k]:g9}, ours {expected[step][k]:g9}"));
                    }
                }
            }
        }

        return worst;
    }

    static PeerTime OurSteps(MeasuredChain chain, int steps) => TorchWork.Alone(1, () =>
    {
        chain.Step(PeerJob.LearningRate);
        double cpu = Environment.CpuUsage.TotalTime.TotalSeconds;
        long began = Stopwatch.GetTimestamp();
        for (int step = 0; step < steps; step++)
        {
            chain.Step(PeerJob.LearningRate);
        }

        return new PeerTime(Stopwatch.GetElapsedTime(began).TotalSeconds, Environment.CpuUsage.TotalTime.TotalSeconds - cpu);
    });

    /// <summary>Has steps done, as many as there is time for by the last ones, each time behind one that is not timed.</summary>
    /// <remarks>Others were at work before: what a program had in caches is gone, and a new thread of ours has no memory yet.</remarks>
    void Keep(string name, string mode, int threads, Func<int, PeerTime> take)
    {
        if (!rows.TryGetValue((name, mode, threads), out Row? row))
        {
            rows.Add((name, mode, threads), row = new Row { SecondsOfStep = take(1).Seconds });
        }

        int steps = Math.Clamp((int)(SecondsOfEach / row.SecondsOfStep), 1, MostSteps);
        PeerTime time = take(steps);
        row.SecondsOfStep = time.Seconds / steps;
        row.Clock.Add(work.Clips * steps / time.Seconds);
        row.Cpu.Add(work.Clips * steps / time.Cpu);
    }

    sealed class Row
    {
        public double SecondsOfStep { get; set; }

        public List<double> Clock { get; } = [];

        public List<double> Cpu { get; } = [];
    }
}
