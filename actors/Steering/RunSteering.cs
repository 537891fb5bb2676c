using Akka.Actor;

namespace Actors.Steering;

/// <summary>The way from the page to the run coordinator, for a run that lets itself be steered.</summary>
public sealed class RunSteering
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    IActorRef? run;

    /// <summary>A way that leads nowhere before the run has begun.</summary>
    /// <param name="secret">What a command must bring along; null for nothing.</param>
    public RunSteering(SteeringSecret? secret)
    {
        Secret = secret;
    }

    /// <summary>What a command must bring along; null for nothing.</summary>
    public SteeringSecret? Secret { get; }

    /// <summary>The run has begun.</summary>
    internal void Begin(IActorRef coordinator) => Volatile.Write(ref run, coordinator);

    /// <summary>Asks the run.</summary>
    /// <returns>Its answer; never an exception.</returns>
    public async Task<SteeringAnswer> Ask(SteeringCommand command, CancellationToken stop)
    {
        if (Volatile.Read(ref run) is not { } coordinator)
        {
            return new SteeringAnswer(false, "the run has not begun yet: it opens its data; ask again");
        }

        try
        {
            return await coordinator.Ask<SteeringAnswer>(command, Patience, stop);
        }
        catch (Exception e) when (e is AskTimeoutException or TaskCanceledException)
        {
            return new SteeringAnswer(false, $"the run has ended, or has not answered for {Patience.TotalSeconds:g} s");
        }
    }
}
