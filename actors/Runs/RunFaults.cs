using Actors.Cluster;
using Actors.Data.Batches;
using Actors.Data.Datasets;
using Actors.Data.Video;
using Actors.Links;
using Actors.Model.Devices;
using Actors.Model.Evaluation;
using Actors.Model.Interop;

namespace Actors.Runs;

/// <summary>What an exception means to the user.</summary>
public static class RunFaults
{
    /// <summary>The exit code an exception leads to.</summary>
    public static ExitCode CodeOf(Exception cause) => cause switch
    {
        RunException run => run.Code,
        RemoteFailureException remote => remote.Code,
        NodeLostException => ExitCode.ClusterLost,
        LinkPortException => ExitCode.Usage,
        NoReadableClipException or EvaluationException or DatasetException or VideoException or VideoDecoderException => ExitCode.Data,
        DeviceException or LibtorchException => ExitCode.Device,
        { InnerException: { } inner } when cause is TypeInitializationException or AggregateException or Akka.Actor.ActorInitializationException => CodeOf(inner),
        _ => ExitCode.Unexpected,
    };

    /// <summary>The first line of what went wrong, of the cause inside its wrappers.</summary>
    public static string FirstLine(Exception cause) => cause switch
    {
        { InnerException: { } inner } when cause is TypeInitializationException or AggregateException or Akka.Actor.ActorInitializationException => FirstLine(inner),
        _ => cause.Message.Split('\n', 2)[0].TrimEnd(),
    };
}
