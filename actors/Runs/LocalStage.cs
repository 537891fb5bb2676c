using Actors.Messages;
using Akka.Actor;

namespace Actors.Runs;

/// <summary>This process: loader and blocks are children of the run coordinator.</summary>
internal sealed class LocalStage : IStage
{
    /// <inheritdoc/>
    public string? Missing => null;

    /// <inheritdoc/>
    public TimeSpan? Patience => null;

    /// <inheritdoc/>
    public IChainActors Start(IActorContext context, RunPlan plan, Chain chain) => ChainActors.Start(context, plan, chain);

    /// <inheritdoc/>
    public bool Take(IActorContext context, object message) => false;

    /// <inheritdoc/>
    public ActorFailed? Lost(IActorRef actor) => null;

    /// <inheritdoc/>
    public IReadOnlyList<MemberProgress> Members(IActorContext context) => [];

    /// <inheritdoc/>
    public void RunEnded()
    {
    }
}
