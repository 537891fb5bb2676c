using Actors.Blocks;
using Actors.Edges;
using Actors.Loading;
using Actors.Messages;
using Akka.Actor;

namespace Actors.Runs;

/// <summary>The actors of one incarnation: the loader and the blocks, children of the run coordinator.</summary>
internal sealed class ChainActors : IChainActors
{
    readonly IActorRef[] blocks;
    readonly IActorRef loader;
    readonly HashSet<IActorRef> alive;

    ChainActors(IActorRef[] blocks, IActorRef loader, IReadOnlyList<IEdgeView> edges)
    {
        this.blocks = blocks;
        this.loader = loader;
        alive = [.. blocks, loader];
        Edges = edges;
    }

    /// <inheritdoc/>
    public IReadOnlyList<IEdgeView> Edges { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Nodes => [];

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
        return new ChainActors(blocks, context.Watch(context.ActorOf(Props.Create(() => new LoaderActor(setup)), LoaderActor.Name)), chain.Edges);
    }

    /// <inheritdoc/>
    public IEnumerable<int> Alive => Enumerable.Range(0, blocks.Length).Where(block => alive.Contains(blocks[block]));

    /// <inheritdoc/>
    public bool RestartThemselves => false;

    /// <inheritdoc/>
    public bool Contain(IActorRef actor) => actor.Equals(loader) || HasBlock(actor);

    /// <inheritdoc/>
    public bool HasBlock(IActorRef actor) => blocks.Contains(actor);

    /// <inheritdoc/>
    public int NumberOf(string name) => Array.FindIndex(blocks, block => block.Path.Name == name);

    /// <inheritdoc/>
    public void Wire()
    {
        // Producers first: a consumer answers its wiring with credit, for which the producer must know its outlet.
        loader.Tell(new Wire(ActorRefs.Nobody, blocks[0]));
        for (int k = 0; k < blocks.Length; k++)
        {
            blocks[k].Tell(WireOf(k));
        }
    }

    /// <inheritdoc/>
    public void Rewire(int block, int restart)
    {
        blocks[block].Tell(WireOf(block) with { Restart = restart });
        if (block + 1 < blocks.Length)
        {
            blocks[block + 1].Tell(new CountCredit(restart));
        }
    }

    /// <inheritdoc/>
    public void TellLoader(object message) => loader.Tell(message);

    /// <inheritdoc/>
    public void TellBlocks(IControlMessage message) => Array.ForEach(blocks, block => block.Tell(message));

    /// <inheritdoc/>
    public void TellBlock(IBlockMessage message) => blocks[message.Block].Tell(message);

    /// <inheritdoc/>
    public void Halt(string folder)
    {
        loader.Tell(new Halt(null));
        TellBlocks(new Halt(folder));
    }

    /// <inheritdoc/>
    public void Stop(IActorContext context)
    {
        context.Stop(loader);
        Array.ForEach(blocks, context.Stop);
    }

    /// <inheritdoc/>
    public bool AllEnded => alive.Count == 0;

    /// <inheritdoc/>
    public bool Ended(IActorRef actor) => alive.Remove(actor);

    /// <inheritdoc/>
    public bool Settled() => true;

    Wire WireOf(int block) =>
        new(block == 0 ? loader : blocks[block - 1], block + 1 < blocks.Length ? blocks[block + 1] : ActorRefs.Nobody);
}
