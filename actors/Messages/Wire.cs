using Akka.Actor;

namespace Actors.Messages;

/// <summary>Tells an actor its neighbours once all actors exist; training begins with it.</summary>
/// <param name="Producer">Whose activations it takes; <see cref="ActorRefs.Nobody"/> for the loader.</param>
/// <param name="Consumer">Who takes its activations; <see cref="ActorRefs.Nobody"/> for the last block.</param>
/// <param name="Restart">Which restart of the run brought the actor back, while its neighbours went on; 0 for the first start.</param>
public sealed record Wire(IActorRef Producer, IActorRef Consumer, int Restart = 0);
