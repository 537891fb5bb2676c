using Actors.Logging;
using Actors.Messages;
using Actors.Metrics;
using Actors.Snapshots;
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

            RunResult result = await TrainIn(directory, request, observer, stop);
            if (result.Summary is { } summary)
            {
                RunJson.Write(directory.Summary, summary);
            }

            return new RunOutcome(result.Code, result.Message, directory.Path, result.Summary);
        }
        catch (Exception e) when (RunFaults.CodeOf(e) != ExitCode.Unexpected)
        {
            return new RunOutcome(RunFaults.CodeOf(e), RunFaults.FirstLine(e), path, null);
        }
    }

    static async Task<RunResult> TrainIn(RunDirectory directory, TrainingRequest request, IRunObserver observer, CancellationToken stop)
    {
        LoadedSnapshot? start = request.Options.Resume.Length > 0 ? Resumption.Open(directory, request.Options, observer) : null;

        // Two processes that resume one run would both append to its steps and replace each other's snapshots.
        using IDisposable held = directory.Hold();
        OpenedClips clips = RunClips.Open(request.Options, directory, observer, stop);
        start ??= request.Options.Training.Init.Length > 0 ? InitialWeights.Write(request.Options, directory, observer) : null;
        bool ready = false;
        RunPlan plan = RunPlans.Make(request.Options, clips.Source, directory, observer, () => Volatile.Write(ref ready, true), start);
        if (request.Options.Resume.Length == 0)
        {
            RunJson.Write(directory.Manifest, RunManifest.Of(request, clips));
        }

        await using MetricsServer? server = await MetricsServer.StartAsync(
            request.Options.Metrics, plan.Instruments, () => Volatile.Read(ref ready), observer);

        return await TrainAsync(plan, stop);
    }

    /// <summary>Trains by a plan, in an actor system of its own.</summary>
    public static async Task<RunResult> TrainAsync(RunPlan plan, CancellationToken stop)
    {
        var result = new TaskCompletionSource<RunResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorSystem system = ActorSystem.Create(
            "actors", ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(AkkaConfig()), new ActorLogSetup(plan.Observer)));
        try
        {
            IActorRef run = system.ActorOf(Props.Create(() => new RunCoordinator(plan, result)), "run");
            await using (stop.Register(() => run.Tell(EndEarly.Instance)))
            {
                return await result.Task;
            }
        }
        finally
        {
            await system.Terminate();
        }
    }

    static Config AkkaConfig() =>
        ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "akka.conf")));
}
