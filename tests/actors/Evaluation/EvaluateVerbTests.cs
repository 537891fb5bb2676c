using System.Text.Json;
using Actors.Tests.CommandLine;
using Xunit;

namespace Actors.Tests.Evaluation;

public sealed class EvaluateVerbTests
{
    static readonly string[] Few = ["--clips", "36", "--gratings", "60"];

    [Fact]
    public async Task A_run_is_evaluated_block_by_block_and_again_from_kept_embeddings_with_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        string run = folder.In("run");
        await SmallRun.Train(run);
        ProgramRun end = await ProgramRun.Of(["evaluate", run, .. Few]);
        Assert.True(end.Code == 0, end.Error);
        Assert.Empty(end.Error);
        Assert.All(end.Out.Split('\n').Where(line => !(line.StartsWith("all ", StringComparison.Ordinal) || line.StartsWith("page ", StringComparison.Ordinal))), line => Assert.True(line.Length <= 80, line));
        Assert.Matches(@"(?m)^motion/test: 36 clips, 12 classes, probe fitted on 36 of motion/train$", end.Out);
        Assert.Matches(@"(?m)^double-gratings: 60 clips, 9 targets, probe over 3 folds$", end.Out);

        byte[] first = await File.ReadAllBytesAsync(Path.Combine(run, "evaluation.json"));
        Check(JsonDocument.Parse(first).RootElement);

        string[] kept = Directory.GetFiles(Path.Combine(run, "embeddings"));
        Assert.Equal(4, kept.Length);
        DateTime[] written = [.. kept.Select(File.GetLastWriteTimeUtc)];
        ProgramRun again = await ProgramRun.Of(["evaluate", run, .. Few]);
        Assert.Equal(end.Out, again.Out);
        Assert.Equal(written, kept.Select(File.GetLastWriteTimeUtc));
        Assert.Equal(first, await File.ReadAllBytesAsync(Path.Combine(run, "evaluation.json")));

        // Damaged embeddings are computed anew; so are those of another snapshot or other clips.
        await File.WriteAllTextAsync(kept[0], "x");
        ProgramRun repaired = await ProgramRun.Of(["evaluate", run, .. Few, "--json"]);
        Assert.Equal(first, System.Text.Encoding.UTF8.GetBytes(repaired.Out));
        ProgramRun initial = await ProgramRun.Of(["evaluate", run, "--clips", "36", "--gratings", "0", "--snapshot", "0"]);
        Assert.True(initial.Code == 0, initial.Error);
        Assert.Equal(6, Directory.GetFiles(Path.Combine(run, "embeddings")).Length);
        Assert.DoesNotContain("gratings", initial.Out, StringComparison.Ordinal);
        Assert.StartsWith("snapshot after 0 batches", initial.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_learned_from_gratings_is_measured_on_them_once()
    {
        using var folder = new TemporaryFolder();
        await SmallRun.Train(folder.In("run"), "--data", "gratings");
        ProgramRun end = await ProgramRun.Of("evaluate", folder.In("run"), "--gratings", "60", "--json");
        Assert.True(end.Code == 0, end.Error);
        Assert.Equal(
            ["gratings", "double-gratings"],
            JsonDocument.Parse(end.Out).RootElement.GetProperty("sets").EnumerateArray().Select(set => set.GetProperty("name").GetString()));
        ProgramRun other = await ProgramRun.Of("evaluate", folder.In("run"), "--clips", "36", "--gratings", "0", "--json");
        Assert.True(other.Code == 0, other.Error);
        Assert.Equal("gratings", JsonDocument.Parse(other.Out).RootElement.GetProperty("sets")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task End_to_end_only_the_last_block_has_a_loss()
    {
        using var folder = new TemporaryFolder();
        await SmallRun.Train(folder.In("run"), "--regime", "e2e", "--blocks", "2");
        ProgramRun end = await ProgramRun.Of("evaluate", folder.In("run"), "--clips", "24", "--gratings", "0", "--json");
        Assert.True(end.Code == 0, end.Error);
        JsonElement[] blocks = [.. JsonDocument.Parse(end.Out).RootElement.GetProperty("sets")[0].GetProperty("blocks").EnumerateArray()];
        Assert.Equal(JsonValueKind.Null, blocks[0].GetProperty("masked_loss").ValueKind);
        Assert.InRange(blocks[1].GetProperty("masked_loss").GetDouble(), 0.1, 10);
    }

    [Fact]
    public async Task What_cannot_be_evaluated_is_said_in_one_line_with_its_exit_code()
    {
        using var folder = new TemporaryFolder();
        string run = folder.In("run");
        await SmallRun.Train(run);
        Directory.CreateDirectory(folder.In("empty"));
        await Says(2, "holds no run", folder.In("empty"));
        await Says(2, "--clips x: must be a whole number", run, "--clips", "x");
        await Says(2, "--device gpu: must be cpu, cuda or cuda:i", run, "--device", "gpu");
        await Says(3, "has no split 'validation'", run, "--split", "validation");
        await Says(3, "nowhere", run, "--data", folder.In("nowhere"));
        await Says(3, "2 clips can't be cut into 3 folds", run, "--clips", "2", "--split", "train", "--gratings", "0");
        await Says(3, "no class has more than 1 of the 12 clips", run, "--clips", "12", "--split", "train", "--gratings", "0");
        await Says(3, "all 1 clips have the same label", run, "--clips", "1", "--gratings", "0");
        await Says(3, "gratings: all 4 clips have the same contrast, nothing to tell apart", run, "--clips", "36", "--gratings", "4");
        await Says(3, "double-gratings: the 27 clips outside fold 1 have the same orientation_match", run, "--clips", "36", "--gratings", "40");
        await Says(5, "has no snapshot after 7 batches; it has 0, 4", run, "--snapshot", "7");

        string damaged = Path.Combine(run, "snapshots", "4", "block-1.safetensors");
        await File.WriteAllTextAsync(damaged, "x");
        await Says(5, "block-1.safetensors has SHA-256", run, "--snapshot", "4");
        ProgramRun older = await ProgramRun.Of("evaluate", run, "--clips", "24", "--gratings", "0");
        Assert.Equal(0, older.Code);
        Assert.Contains("is damaged and not used", Assert.Single(older.ErrorLines), StringComparison.Ordinal);
        Directory.Delete(Path.Combine(run, "snapshots"), recursive: true);
        await Says(5, "holds no whole snapshot", run);
    }

    [Fact]
    public async Task Videos_of_one_class_have_nothing_to_tell_apart_and_several_classes_are_split_by_their_lists()
    {
        using var folder = new TemporaryFolder();
        string run = folder.In("run");
        await SmallRun.Train(run);
        ProgramRun one = await ProgramRun.Of("synth", folder.In("one"), "--clips", "6", "--size", "32", "--frames", "8", "--classes", "left-slow");
        Assert.True(one.Code == 0, one.Error);
        await Says(3, "has one class (left-slow), nothing to tell apart", run, "--data", folder.In("one"), "--split", "all");

        ProgramRun many = await ProgramRun.Of("synth", folder.In("many"), "--clips", "60", "--size", "32", "--frames", "8");
        Assert.True(many.Code == 0, many.Error);
        ProgramRun end = await ProgramRun.Of("evaluate", run, "--data", folder.In("many"), "--gratings", "0");
        Assert.True(end.Code == 0, end.Error);
        Assert.Contains("many/test: 12 clips, 12 classes, probe fitted on 48 of many/train", end.Out, StringComparison.Ordinal);

        // A clip that cannot be read is left out, and said.
        string victim = Directory.GetFiles(Path.Combine(folder.In("many"), "left-slow")).Order().First();
        await File.WriteAllTextAsync(victim, "no video");
        ProgramRun left = await ProgramRun.Of("evaluate", run, "--data", folder.In("many"), "--gratings", "0", "--split", "all", "--json");
        Assert.True(left.Code == 0, left.Error);
        Assert.Contains("is left out", Assert.Single(left.ErrorLines), StringComparison.Ordinal);
        JsonElement set = JsonDocument.Parse(left.Out).RootElement.GetProperty("sets")[0];
        Assert.Equal(59, set.GetProperty("clips").GetInt32());
        Assert.Equal(1, set.GetProperty("skipped").GetArrayLength());
    }

    static void Check(JsonElement report)
    {
        Assert.Equal(4, report.GetProperty("snapshot").GetInt64());
        Assert.Equal(4, report.GetProperty("blocks_sha256").GetArrayLength());
        JsonElement[] sets = [.. report.GetProperty("sets").EnumerateArray()];
        Assert.Equal(["motion/test", "gratings", "double-gratings"], sets.Select(set => set.GetProperty("name").GetString()!));
        foreach (JsonElement set in sets)
        {
            bool folds = set.GetProperty("fitted_on").ValueKind == JsonValueKind.Null;
            JsonElement[] blocks = [.. set.GetProperty("blocks").EnumerateArray()];
            Assert.Equal([0, 1, 2, 3], blocks.Select(block => block.GetProperty("block").GetInt32()));
            foreach (JsonElement block in blocks)
            {
                Assert.Equal(folds, block.GetProperty("probe_cv").ValueKind == JsonValueKind.Object);
                Assert.Equal(folds, block.GetProperty("probe").ValueKind == JsonValueKind.Null);
                double accuracy = block.GetProperty("accuracy").GetDouble();
                Assert.InRange(accuracy, 0, 1);
                Assert.Equal(accuracy - block.GetProperty("occluded_accuracy").GetDouble(), block.GetProperty("occlusion_drop").GetDouble(), 12);
                Assert.InRange(block.GetProperty("masked_loss").GetDouble(), 0.1, 10);
                Assert.InRange(block.GetProperty("patch_similarity").GetDouble(), -1, 1);
                Assert.InRange(block.GetProperty("retrieval").GetProperty("map").GetDouble(), 0, 1);
                Assert.InRange(block.GetProperty("spectrum").GetProperty("effective_rank").GetDouble(), 1, 24);
                Assert.InRange(block.GetProperty("uniformity").GetDouble(), -8, 0);
            }

            foreach (string name in (string[])["cka_linear", "cka_rbf"])
            {
                double[][] matrix = [.. set.GetProperty(name).EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetDouble()).ToArray())];
                for (int a = 0; a < 4; a++)
                {
                    Assert.Equal(1, matrix[a][a]);
                    Assert.All(Enumerable.Range(0, 4), b => Assert.Equal(matrix[a][b], matrix[b][a]));
                    Assert.All(matrix[a], value => Assert.InRange(value, 0, 1 + 1e-12));
                }
            }
        }
    }

    static async Task Says(int code, string words, params string[] args)
    {
        ProgramRun end = await ProgramRun.Of(["evaluate", .. args]);
        Assert.True(end.Code == code, $"{string.Join(' ', args)}: {end.Code} where {code} is expected\n{end.Error}");
        string line = Assert.Single(end.ErrorLines);
        Assert.True(line.Contains(words, StringComparison.Ordinal), $"{line}\ndoes not say: {words}");
        Assert.Empty(end.Out);
    }
}
