using Actors.Blocks;
using Actors.Edges;
using Actors.Loading;
using Actors.Messages;
using Akka.Actor;

namespace Actors.Runs;

/// <summary>The actors of one incarnation: the loader and the blocks, children of the run coordinator.</summary>
internal sealed class ChainActors
{
    readonly IActorRef[] blocks;
    readonly IActorRef loader;

    ChainActors(IActorRef[] blocks, IActorRef loader)
    {
        this.blocks = blocks;
        this.loader = loader;
    }

    /// <summary>Blocks and loader.</summary>
    public int Count => blocks.Length + 1;

    /// <summary>Creates and watches the actors of a chain. They wait to be wired.</summary>
    public static ChainActors Start(IActorContext context, RunPlan plan, Chain chain)
    {
        EdgeRegistry registry = EdgeRegistry.Of(context.System);
        var blocks = new IActorRef[chain.Blocks.Count];
        foreach (BlockSetup block in chain.Blocks)
        {
            registry.Declare(block.Inlet);
            blocks[block.Index] = context.Watch(context.ActorOf(
                Props.Create(() => new BlockActor(block, plan.Clocks[block.Index])).WithDispatcher("block-dispatcher").WithMailbox(TwoLaneMailbox.Id),
                block.Name));
        }

        LoaderSetup setup = chain.Loader;
        return new ChainActors(blocks, context.Watch(context.ActorOf(Props.Create(() => new LoaderActor(setup)), LoaderActor.Name)));
    }

    /// <summary>Whether an actor is one of them: anyone else is of an incarnation that has ended.</summary>
    public bool Contain(IActorRef actor) => actor.Equals(loader) || HasBlock(actor);

    /// <summary>Whether an actor is one of the blocks.</summary>
    public bool HasBlock(IActorRef actor) => blocks.Contains(actor);

    /// <summary>The number of the block of that name; -1 when it is none.</summary>
    public int NumberOf(string name) => Array.FindIndex(blocks, block => block.Path.Name == name);

    /// <summary>Tells everyone their neighbours: training begins.</summary>
    public void Wire()
    {
        // Producers first: a consumer answers its wiring with credit, for which the producer must know its outlet.
        loader.Tell(new Wire(ActorRefs.Nobody, blocks[0]));
        for (int k = 0; k < blocks.Length; k++)
        {
            blocks[k].Tell(WireOf(k));
        }
    }

    /// <summary>Tells a block that has restarted alone its neighbours, and has its credit counted anew.</summary>
    public void Rewire(int block, int restart)
    {
        blocks[block].Tell(WireOf(block) with { Restart = restart });
        if (block + 1 < blocks.Length)
        {
            blocks[block + 1].Tell(new CountCredit(restart));
        }
    }

    /// <summary>Tells the loader something.</summary>
    public void TellLoader(object message) => loader.Tell(message);

    /// <summary>Has the loader stop, and every block keep its state in a folder and stop learning.</summary>
    public void Halt(string folder)
    {
        loader.Tell(new Halt(null));
        Array.ForEach(blocks, block => block.Tell(new Halt(folder)));
    }

    /// <summary>Stops them all; each that was alive is reported as terminated.</summary>
    public void Stop(IActorContext context)
    {
        context.Stop(loader);
        Array.ForEach(blocks, context.Stop);
    }

    Wire WireOf(int block) =>
        new(block == 0 ? loader : blocks[block - 1], block + 1 < blocks.Length ? blocks[block + 1] : ActorRefs.Nobody);
}
