using Actors.Messages;
using Actors.Snapshots;

namespace Actors.Runs;

/// <summary>
/// How blocks go on in the next incarnation although a node is lost, under <c>recovery.mode = local</c>: those that are left keep the state they
/// have, the lost ones go back to their own last snapshot.
/// </summary>
/// <remarks>Used by the run coordinator only, on its thread.</remarks>
internal sealed class Handover
{
    readonly RunPlan plan;
    readonly Dictionary<int, SnapshotPart> kept = [];

    /// <summary>Nothing handed over yet.</summary>
    public Handover(RunPlan plan, int incarnation)
    {
        this.plan = plan;
        Folder = Path.Combine(plan.Directory.Snapshots, $"handover-{incarnation}");
        Directory.CreateDirectory(Folder);
    }

    /// <summary>Where blocks write the state they have.</summary>
    public string Folder { get; }

    /// <summary>Blocks that have written none: they were lost with their node.</summary>
    public IEnumerable<int> Lost => Enumerable.Range(0, plan.Blocks).Where(block => !kept.ContainsKey(block));

    /// <summary>Takes in that a block has written its state.</summary>
    public void Take(Halted answer) => kept[answer.Block] = answer.Part!;

    /// <summary>Whether all of these have.</summary>
    public bool Has(IEnumerable<int> blocks) => blocks.All(kept.ContainsKey);

    /// <summary>Puts the states together to what the next incarnation begins at.</summary>
    /// <param name="next">The batch that the loader goes on with.</param>
    /// <param name="last">The last whole snapshot, for the lost blocks.</param>
    public LoadedSnapshot Complete(long next, LoadedSnapshot last)
    {
        foreach (int block in Lost.ToArray())
        {
            SnapshotPart part = last.Manifest.Blocks[block];
            kept[block] = part with { File = Path.GetRelativePath(Folder, last.PathOf(block)) };
        }

        SnapshotManifest manifest = last.Manifest with { Batch = next, Consistent = false, Blocks = [.. kept.OrderBy(part => part.Key).Select(part => part.Value)] };
        RunJson.Write(Path.Combine(Folder, SnapshotFolder.Manifest), manifest);
        return new LoadedSnapshot(Folder, manifest);
    }

    /// <summary>Every block has read its state.</summary>
    public void Remove() => Directory.Delete(Folder, recursive: true);
}
