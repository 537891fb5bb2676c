using Actors.Messages;
using Akka.Actor;

namespace Actors.Runs;

/// <summary>Where the actors of a run are put: in this process, or on the nodes of a cluster.</summary>
/// <remarks>Used by the run coordinator only, on its thread.</remarks>
internal interface IStage
{
    /// <summary>What is missing before a chain can be put here, in one line; null when nothing is.</summary>
    string? Missing { get; }

    /// <summary>How long to wait for it; null without end.</summary>
    TimeSpan? Patience { get; }

    /// <summary>Puts a chain's actors here. They wait to be wired.</summary>
    IChainActors Start(IActorContext context, RunPlan plan, Chain chain);

    /// <summary>Takes in what someone of the stage says.</summary>
    /// <returns>Whether it was for the stage.</returns>
    bool Take(IActorContext context, object message);

    /// <summary>What the termination of an actor means when it is a place's; null when the place is known to be gone, or it is none.</summary>
    ActorFailed? Lost(IActorRef actor);

    /// <summary>Who takes part besides this process, and in what state; none in one process.</summary>
    IReadOnlyList<MemberProgress> Members(IActorContext context);

    /// <summary>Tells whoever else takes part that the run has ended.</summary>
    void RunEnded();
}
