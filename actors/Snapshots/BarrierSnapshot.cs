using Actors.Blocks;
using Actors.Faults;
using Actors.Messages;
using Actors.Model.Blocks;
using Akka.Actor;

namespace Actors.Snapshots;

/// <summary>What a block does at a barrier: copies its state and goes on, while another thread writes the copy.</summary>
internal static class BarrierSnapshot
{
    /// <summary>Copies now, on the block's thread, and writes later. The run hears of both.</summary>
    public static void Begin(BlockSetup setup, Block block, long batch, IActorRef run, IActorRef self)
    {
        var copy = StateCopy.Of(block, batch);
        run.Tell(new SnapshotBegun(setup.Index, batch), self);
        string folder = Path.Combine(setup.Snapshots, SnapshotFolder.Unfinished(batch, setup.Incarnation));
        bool fails = setup.Faults.Strikes(FaultKind.SnapshotWrite, setup.Index, batch);
        Task.Run(() =>
        {
            using (copy)
            {
                return fails ? throw new IOException("injected failure of a snapshot's write (faults.snapshot-write)") : copy.Write(folder);
            }
        }).PipeTo(run, self, part => part, cause => new SnapshotFailed(setup.Index, batch, cause));
    }
}
