using Actors.Runs;
using Akka.Actor.Setup;

namespace Actors.Logging;

/// <summary>Tells an actor system's <see cref="ActorLog"/> whom to tell. Loggers start with the system, so it cannot be told later.</summary>
/// <param name="observer">Is told the events, from a thread of Akka's.</param>
public sealed class ActorLogSetup(IRunObserver observer) : Setup
{
    /// <summary>Is told the events.</summary>
    public IRunObserver Observer { get; } = observer;
}
