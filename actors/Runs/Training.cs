using Actors.Cluster;
using Actors.Configuration;
using Actors.Dashboard;
using Actors.Links;
using Actors.Logging;
using Actors.Messages;
using Actors.Metrics;
using Actors.Snapshots;
using Actors.Steering;
using Actors.Tracing;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace Actors.Runs;

/// <summary>Runs a training from options to a finished run directory.</summary>
public static class Training
{
    /// <summary>Trains.</summary>
    /// <param name="request">What the command line asks for.</param>
    /// <param name="observer">Who looks on.</param>
    /// <param name="stop">Ends the run early: the blocks drain what is in the edges, then the last snapshot is written.</param>
    /// <returns>How it ended; nothing is thrown for what a user can cause.</returns>
    public static async Task<RunOutcome> RunAsync(TrainingRequest request, IRunObserver observer, CancellationToken stop)
    {
        using var log = new RunLog(observer, request.Options.Log, TimeProvider.System);
        log.Note(RunEvents.Began(request.Options));

        // Who gives the signal tells the observer; the log would not know.
        await using CancellationTokenRegistration stopping = stop.Register(
            () => log.Note(new RunEvent(RunSeverity.Warning, "stopping after a snapshot") { Kind = EventKinds.Stopping }));
        RunOutcome outcome = await RunAsync(request, log, stop);
        log.Note(RunEvents.Ended(outcome));
        return outcome;
    }

    static async Task<RunOutcome> RunAsync(TrainingRequest request, RunLog log, CancellationToken stop)
    {
        string path = request.Options.Run;
        try
        {
            bool resumes = request.Options.Resume.Length > 0;
            RunDirectory directory = resumes
                ? RunDirectory.Open(request.Options.Resume)
                : RunDirectory.Create(path, RunPlans.NameOf(request.Options.Training.Regime), DateTimeOffset.UtcNow);
            path = directory.Path;
            if (!resumes)
            {
                await File.WriteAllTextAsync(directory.Configuration, request.EffectiveConfiguration, CancellationToken.None);
            }

            log.Begin(directory.Log);
            RunResult result = await TrainIn(directory, request, log, stop);
            return new RunOutcome(result.Code, result.Message, directory.Path, result.Summary);
        }
        catch (Exception e) when (RunFaults.CodeOf(e) != ExitCode.Unexpected)
        {
            return new RunOutcome(RunFaults.CodeOf(e), RunFaults.FirstLine(e), path, null);
        }
        catch (Exception e) when (FileFaults.Of(e) is { } fault)
        {
            return new RunOutcome(ExitCode.Usage, FileFaults.Line(path, fault), path, null);
        }
    }

    /// <summary>Trains by a plan, its blocks on the nodes of a cluster whose coordinator this process is.</summary>
    /// <exception cref="RunException">The cluster cannot be made.</exception>
    public static async Task<RunResult> TrainOnNodesAsync(RunPlan plan, string configuration, CancellationToken stop)
    {
        ClusterOptions options = plan.Options.Cluster;
        LinkSecurity? security = ClusterSecret.FromFile(options.SecretFile);
        var rejects = new RejectCounts();
        var links = new LinkInstruments(plan.Instruments.Registry, rejects);
        var stage = new ClusterStage(plan, new CoordinatorSite(configuration, security, rejects, links));
        ActorSystem system = ClusterSystem.Create(options, [ClusterSystem.Coordinator], security, plan.Observer);
        var membership = Akka.Cluster.Cluster.Get(system);
        ClusterTrace? traces = plan.Trace is { } own ? new ClusterTrace(plan, own, system) : null;

        system.ActorOf(Props.Create(() => new ClusterMembers(plan.Instruments)), ClusterMembers.Name);

        // The first and so the oldest member: the side of a split that it is on goes on.
        membership.Join(membership.SelfAddress);
        plan.Observer.Event(new RunEvent(
            RunSeverity.Info, $"nodes join at {membership.SelfAddress.Host}:{membership.SelfAddress.Port}")
        {
            Kind = EventKinds.Listening,
        });
        RunResult result = await RunIn(system, plan, stage, stop, traces);
        if (traces is not null)
        {
            await traces.JoinAsync();
        }

        return result;
    }

    static async Task<RunResult> TrainIn(RunDirectory directory, TrainingRequest request, IRunObserver observer, CancellationToken stop)
    {
        DashboardOptions options = request.Options.Dashboard;
        RunSteering? steering = options.Control ? new RunSteering(SteeringSecret.FromFile(options.SecretFile)) : null;
        var run = new RunIdentity(
            Guid.NewGuid(), directory.Path, RunPlans.NameOf(request.Options.Training.Regime), request.Options.Model.Name)
        {
            Control = steering is not null,
            Secret = steering?.Secret is not null,
        };
        var feed = new DashboardFeed(observer, run, TimeProvider.System);
        await using DashboardServer? page = await DashboardServer.StartAsync(options, feed, steering, feed);
        return await TrainUnderAsync(feed, page?.Address, steering, directory, request, stop);
    }

    static async Task<RunResult> TrainUnderAsync(
        DashboardFeed observer, string? page, RunSteering? steering, RunDirectory directory, TrainingRequest request, CancellationToken stop)
    {
        LoadedSnapshot? start = request.Options.Resume.Length > 0 ? Resumption.Open(directory, request.Options, observer) : null;

        // Two processes that resume one run would both append to its steps and replace each other's snapshots.
        using IDisposable held = directory.Hold();
        IReadOnlyDictionary<int, SlowdownHistory> slowdowns = Slowdowns(request.Options, observer);
        OpenedClips clips = RunClips.Open(request.Options, directory, observer, stop);
        start ??= request.Options.Training.Init.Length > 0 ? InitialWeights.Write(request.Options, directory, observer) : null;
        bool ready = false;
        bool onNodes = request.Options.Cluster.Nodes > 0;
        await using RunTrace? trace = request.Options.Trace
            ? RunTrace.Open(onNodes ? directory.TraceShare : directory.Trace, onNodes ? "coordinator" : "run", observer) : null;
        RunPlan plan = RunPlans.Make(request.Options, clips.Source, directory, observer, () => Volatile.Write(ref ready, true), start, trace) with
        {
            Steering = steering,
            Slowdowns = slowdowns,
            Cache = clips.Cache,
        };
        if (request.Options.Resume.Length == 0)
        {
            RunJson.Write(directory.Manifest, RunManifest.Of(request, clips));
        }
        else
        {
            RecordedSlowdowns.Forget(plan);
        }

        await using MetricsServer? server = await MetricsServer.StartAsync(
            request.Options.Metrics, plan.Instruments, () => Volatile.Read(ref ready), observer, observer);
        string secret = request.Options.Dashboard.SecretFile;
        using IDisposable listening = new RunListening(
            Environment.MachineName, Environment.ProcessId, page, server?.Address, steering?.Secret is null ? null : Path.GetFullPath(secret)).In(directory);

        RunResult result = onNodes
            ? await TrainOnNodesAsync(plan, request.EffectiveConfiguration, stop)
            : await TrainAsync(plan, stop);
        if (trace is not null)
        {
            // The actors have ended, and with them what was still to be noted.
            plan.Clocks.ToList().ForEach(clock => clock.Flush());
        }

        return result;
    }

    static IReadOnlyDictionary<int, SlowdownHistory> Slowdowns(RunOptions options, IRunObserver observer)
    {
        string replay = options.Delays.Replay;
        if (replay.Length == 0)
        {
            return new Dictionary<int, SlowdownHistory>();
        }

        IReadOnlyDictionary<int, SlowdownHistory> slowdowns = RecordedSlowdowns.Of(replay, RunPlans.PartitionOf(options).Blocks);
        string found = slowdowns.Count == 0 ? "nobody slowed it down: there is nothing to replay"
            : $"slowdowns of {string.Join(", ", slowdowns.Select(block => $"block {block.Key} ({block.Value.Changes.Count})"))} are replayed";
        observer.Event(new RunEvent(slowdowns.Count == 0 ? RunSeverity.Warning : RunSeverity.Info, $"delays.replay: {replay}: {found}") { Kind = EventKinds.Steered });
        return slowdowns;
    }

    /// <summary>Trains by a plan, in an actor system of its own.</summary>
    public static async Task<RunResult> TrainAsync(RunPlan plan, CancellationToken stop)
    {
        ActorSystem system = ActorSystem.Create(
            "actors", ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(AkkaConfig()), new ActorLogSetup(plan.Observer)));
        return await RunIn(system, plan, new LocalStage(), stop);
    }

    static async Task<RunResult> RunIn(ActorSystem system, RunPlan plan, IStage stage, CancellationToken stop, ClusterTrace? traces = null)
    {
        var result = new TaskCompletionSource<RunResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            IActorRef run = system.ActorOf(Props.Create(() => new RunCoordinator(plan, stage, result)), RunCoordinator.Name);
            plan.Steering?.Begin(run);
            await using (stop.Register(() => run.Tell(EndEarly.Instance)))
            {
                // One that could not even be made says nothing.
                await Task.WhenAny(result.Task, run.WatchAsync(CancellationToken.None));
                RunResult end = result.Task.IsCompleted
                    ? await result.Task : new RunResult(ExitCode.Unexpected, "the run coordinator ended without a result", null);
                if (end.Summary is { } summary)
                {
                    RunJson.Write(plan.Directory.Summary, summary);
                }

                return end;
            }
        }
        finally
        {
            if (traces is not null)
            {
                await traces.NodesAsync();
            }

            await system.Terminate();
        }
    }

    static Config AkkaConfig() =>
        ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "akka.conf")));
}
