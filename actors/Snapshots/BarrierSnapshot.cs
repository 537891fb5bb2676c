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
        run.Tell(new SnapshotBegun(setup.Index, batch), self);
        StateCopy copy = CopyOrSay();
        string folder = Path.Combine(setup.Snapshots, SnapshotFolder.Unfinished(batch, setup.Incarnation));
        DiskFault disk = setup.Faults.OnDisk(setup.Index, batch);
        Task.Run(async () =>
        {
            using (copy)
            {
                await disk.HoldUp();
                return copy.Write(folder, disk.Into);
            }
        }).PipeTo(run, self, part => part, cause => new SnapshotFailed(setup.Index, batch, cause));

        // A crash over the copy would leave everyone waiting for this share.
        StateCopy CopyOrSay()
        {
            try
            {
                return StateCopy.Of(block, batch, setup.Stream);
            }
            catch (Exception cause)
            {
                run.Tell(new SnapshotFailed(setup.Index, batch, cause), self);
                throw;
            }
        }
    }
}
