using Actors.Runs;
using Akka.Actor;
using Akka.Event;

namespace Actors.Logging;

/// <summary>Tells a run's observer what Akka has to say, one line for each event; how much is <c>akka.loglevel</c>'s to decide.</summary>
/// <remarks>Akka's own logger writes to standard output, which belongs to data.</remarks>
public sealed class ActorLog : UntypedActor
{
    readonly IRunObserver observer;

    /// <summary>Made by Akka, by the name in <c>hocon/akka.conf</c>.</summary>
    public ActorLog()
    {
        observer = Context.System.Settings.Setup.Get<ActorLogSetup>().Value.Observer;
    }

    /// <summary>An event in one line, without a stack: a crash's is in the run's <c>crashes.log</c>.</summary>
    public static string Line(LogEvent happened)
    {
        string message = $"{happened.Message}";
        string cause = happened.Cause is { } exception && !message.Contains(exception.Message, StringComparison.Ordinal)
            ? $" ({exception.GetType().Name}: {exception.Message})" : "";
        return $"{happened.LogLevel().ToString()[..^"Level".Length].ToLowerInvariant()} from {happened.LogSource}: {message}{cause}".ReplaceLineEndings(" ");
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                break;
            case LogEvent { LogSource: { } source, Cause: not System.Runtime.Serialization.SerializationException } when IsConnection(source):
                // Who comes and goes is told by the cluster; what its connections make of that is no news.
                break;
            case LogEvent happened:
                // Whether the run ends because of it is the coordinator's to say.
                observer.Event(new RunEvent(RunSeverity.Warning, Line(happened)) { Kind = EventKinds.Akka });
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    static bool IsConnection(string source) => source.Contains("/system/endpointManager", StringComparison.Ordinal);
}
