using Actors.Edges;
using Actors.Messages;
using Akka.Actor;

namespace Actors.Runs;

/// <summary>The actors of one incarnation, wherever they run: the loader and the blocks.</summary>
/// <remarks>Used by the run coordinator only, on its thread.</remarks>
internal interface IChainActors
{
    /// <summary>What is known of the edges between them, loader first.</summary>
    IReadOnlyList<IEdgeView> Edges { get; }

    /// <summary>Blocks that are there and can answer.</summary>
    IEnumerable<int> Alive { get; }

    /// <summary>Whether a block that crashes is restarted where it is, without asking: then the run only counts how often.</summary>
    bool RestartThemselves { get; }

    /// <summary>The node of each block; none in one process.</summary>
    IReadOnlyList<string> Nodes { get; }

    /// <summary>Whether an actor is one of them: anyone else is of an incarnation that has ended.</summary>
    bool Contain(IActorRef actor);

    /// <summary>Whether an actor is one of the blocks.</summary>
    bool HasBlock(IActorRef actor);

    /// <summary>The number of the block of that name; -1 when it is none.</summary>
    int NumberOf(string name);

    /// <summary>Tells everyone their neighbours: training begins.</summary>
    void Wire();

    /// <summary>Tells a block that has restarted alone its neighbours, and has its credit counted anew.</summary>
    void Rewire(int block, int restart);

    /// <summary>Tells the loader something.</summary>
    void TellLoader(object message);

    /// <summary>Tells every block something.</summary>
    void TellBlocks(IControlMessage message);

    /// <summary>Tells one block something.</summary>
    void TellBlock(IBlockMessage message);

    /// <summary>Has the loader stop, and every block keep its state in a folder and stop learning.</summary>
    void Halt(string folder);

    /// <summary>Stops them all; each that was alive is reported as terminated.</summary>
    void Stop(IActorContext context);

    /// <summary>Asked when every block has finished: whether the counts of the edges are the last ones. If not, a later message says so.</summary>
    bool Settled();

    /// <summary>Whether all who were watched have terminated.</summary>
    bool AllEnded { get; }

    /// <summary>Notes that an actor has terminated.</summary>
    /// <returns>Whether it was one of those who are watched.</returns>
    bool Ended(IActorRef actor);
}
