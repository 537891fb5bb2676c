using Actors.Snapshots;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Processes;

/// <summary>SIGKILL while a snapshot is being written: nothing of the process runs any more, whatever it was at.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    static readonly string[] training =
        ["train", "--data", "motion", "--set", "data.clips=12", "--batch", "2", "--blocks", "2", "--snapshot-every", "1", .. Tiny, .. NoPort];

    [Theory]
    [InlineData(4)]
    [InlineData(30)]
    public async Task Killed_in_the_middle_of_writing_a_snapshot_a_run_has_a_whole_one_and_resumes_to_the_undisturbed_weights(int kills)
    {
        Assert.SkipUnless(kills < 10 || Environment.GetEnvironmentVariable("ACTORS_LONG") == "1", "takes minutes: set ACTORS_LONG=1 to run it");
        using var undisturbed = new TemporaryFolder();
        string[] steps = ["--steps", kills < 10 ? "400" : "3000"];
        string[] expected = (await Run(undisturbed, [.. training, .. steps, "--run", "run"])).With(0).Weights;

        using var folder = new TemporaryFolder();
        string snapshots = folder.In("run/snapshots");
        var random = new Random(21);
        int damaged = 0;
        int unfinished = 0;
        List<long> at = [];
        while (at.Count < kills)
        {
            using (ActorsProcess process = at.Count == 0 ? Start(folder, [.. training, .. steps, "--run", "run"]) : Start(folder, ["--resume", "run"]))
            {
                int more = random.Next(20);
                Await(process, () => Whole(snapshots) > (at.Count == 0 ? 0 : at[^1]) + more);
                Await(process, () => Unfinished(snapshots));
                if (process.HasExited)
                {
                    break;
                }

                Thread.SpinWait(random.Next(100_000));
            }

            unfinished += Unfinished(snapshots) ? 1 : 0;
            at.Add(SnapshotFolder.Newest(snapshots, _ => damaged++).Manifest.Batch);
        }

        output.WriteLine($"{at.Count} kills at snapshots {string.Join(", ", at)}; {unfinished} left an unfinished one behind, {damaged} a damaged one");
        Assert.Equal(kills, at.Count);
        Assert.Equal(0, damaged);
        Assert.True(unfinished > kills / 4, $"only {unfinished} of {kills} kills fell into a write");
        Assert.Equal(expected, (await Run(folder, ["--resume", "run"])).With(0).Weights);
    }

    static bool Unfinished(string snapshots) => Directory.GetDirectories(snapshots, "*.tmp").Length > 0;

    static long Whole(string snapshots) => !Directory.Exists(snapshots) ? -1 : Directory.GetDirectories(snapshots)
        .Select(folder => long.TryParse(Path.GetFileName(folder), out long batch) ? batch : -1).Append(-1).Max();

    static void Await(ActorsProcess process, Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(() => process.HasExited || condition(), TimeSpan.FromSeconds(60)), "did not come to it within a minute");
}
