using Actors.Snapshots;
using CsCheck;
using Xunit;

namespace Actors.Tests.Snapshots;

public class SnapshotFolderTests
{
    [Fact]
    public void Pruning_keeps_the_first_the_last_few_and_whatever_is_no_snapshot()
    {
        Gen.Select(Gen.Long[1, 30].Array[0, 8], Gen.Int[1, 5]).Sample(
            (batches, keep) =>
            {
                using var folder = new TemporaryFolder();
                string[] others = ["0", "7.1.tmp", "notes"];
                foreach (string name in batches.Select(SnapshotFolder.Whole).Concat(others))
                {
                    Directory.CreateDirectory(folder.In(name));
                }

                SnapshotFolder.Prune(folder.Path, keep);
                var expected = batches.Distinct().OrderDescending().Take(keep).Select(SnapshotFolder.Whole).Concat(others);
                Assert.Equal(expected.Order(StringComparer.Ordinal), Names(folder));
            },
            iter: 50);
    }

    [Fact]
    public void What_was_unfinished_is_removed_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in new[] { "3", SnapshotFolder.Unfinished(4, 1), SnapshotFolder.Unfinished(4, 2) })
        {
            Directory.CreateDirectory(folder.In(name));
            File.WriteAllText(folder.In($"{name}/block-0.safetensors"), "x");
        }

        SnapshotFolder.RemoveUnfinished(folder.Path);
        Assert.Equal(["3"], Names(folder));
    }

    [Fact]
    public void A_snapshot_completed_a_second_time_after_a_recovery_leaves_the_first_as_it_is()
    {
        using var folder = new TemporaryFolder();
        var manifest = new SnapshotManifest(1, 4, true, 1, "tiny", "async", [1], []);
        for (int incarnation = 1; incarnation <= 2; incarnation++)
        {
            Directory.CreateDirectory(folder.In(SnapshotFolder.Unfinished(4, incarnation)));
            File.WriteAllText(folder.In($"{SnapshotFolder.Unfinished(4, incarnation)}/from"), $"{incarnation}");
            SnapshotFolder.Complete(folder.Path, manifest, incarnation);
        }

        Assert.Equal(["4"], Names(folder));
        Assert.Equal("1", File.ReadAllText(folder.In("4/from")));
        Assert.Equal(4, SnapshotFolder.Newest(folder.Path, damaged => Assert.Fail(damaged)).Manifest.Batch);
    }

    static IEnumerable<string?> Names(TemporaryFolder folder) => Directory.GetDirectories(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
