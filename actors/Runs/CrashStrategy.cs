using Akka.Actor;

namespace Actors.Runs;

/// <summary>Decides by child and cause what becomes of a child that crashed.</summary>
internal sealed class CrashStrategy(Func<IActorRef, Exception, Directive> decide) : OneForOneStrategy(_ => Directive.Stop)
{
    /// <inheritdoc/>
    protected override Directive Handle(IActorRef child, Exception exception) => decide(child, exception);
}
