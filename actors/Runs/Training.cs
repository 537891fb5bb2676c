using Actors.Messages;
using Actors.Metrics;
using Akka.Actor;
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
            RunDirectory directory = RunDirectory.Create(path, RunPlans.NameOf(request.Options.Training.Regime), DateTimeOffset.UtcNow);
            path = directory.Path;
            await File.WriteAllTextAsync(directory.Configuration, request.EffectiveConfiguration, CancellationToken.None);
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
        OpenedClips clips = RunClips.Open(request.Options, directory, observer, stop);
        bool ready = false;
        RunPlan plan = RunPlans.Make(request.Options, clips.Source, directory, observer, () => Volatile.Write(ref ready, true));
        RunJson.Write(directory.Manifest, RunPlans.Manifest(request, clips));
        await using MetricsServer? server = await MetricsServer.StartAsync(
            request.Options.Metrics, plan.Instruments, () => Volatile.Read(ref ready), observer);

        return await TrainAsync(plan, stop);
    }

    /// <summary>Trains by a plan, in an actor system of its own.</summary>
    public static async Task<RunResult> TrainAsync(RunPlan plan, CancellationToken stop)
    {
        var result = new TaskCompletionSource<RunResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorSystem system = ActorSystem.Create("actors", AkkaConfig());
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
            await plan.Loader.Stream.DisposeAsync();
        }
    }

    static Config AkkaConfig() =>
        ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "akka.conf")));
}
