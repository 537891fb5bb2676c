using Akka.Actor;

namespace Actors.Runs;

/// <summary>Decides by child and cause what becomes of a child that crashed. Akka logs nothing: the run tells every crash itself.</summary>
internal sealed class CrashStrategy(Func<IActorRef, Exception, Directive> decide) : OneForOneStrategy(_ => Directive.Stop, loggingEnabled: false)
{
    /// <inheritdoc/>
    protected override Directive Handle(IActorRef child, Exception exception) => decide(child, exception);
}
