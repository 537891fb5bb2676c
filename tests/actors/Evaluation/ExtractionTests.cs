using System.Text.Json;
using Actors.Evaluation;
using Actors.Model.Blocks;
using Actors.Model.Checkpoints;
using Actors.Model.Devices;
using Actors.Tests.Model;
using TorchSharp;
using Xunit;

namespace Actors.Tests.Evaluation;

public sealed class ExtractionTests
{
    static readonly string[] ReferenceModel =
    [
        "--set", "model.width=48", "--set", "model.decoder-width=24", "--set", "model.decoder-depth=2", "--set", "model.frames=16", "--steps", "1",
    ];

    [Fact]
    public async Task Every_block_of_imported_reference_weights_embeds_the_reference_clips_as_the_reference_does()
    {
        using var folder = new TemporaryFolder();
        string weights = SharedFolder.Path("reference/videomae_tiny_weights_hf.safetensors");
        await SmallRun.Train(folder.In("run"), [.. ReferenceModel, "--init", weights, "--partition", "1,1,1,1"]);
        var run = EvaluatedRun.Open(folder.In("run"), 0, _ => { });
        using FrozenBlocks blocks = new(run, TorchDevice.Parse("cpu"));
        SafetensorsFile reference = Fixture.Read("videomae_tiny");
        using var scope = torch.NewDisposeScope();
        int seen = 0;
        blocks.Whole(Fixture.AllPixels(reference), (k, tokens) =>
        {
            Fixture.Close(reference[$"full.enc.layer.{k}.out"], tokens, 5e-5, 1e-5);
            Fixture.Close(reference[$"full.enc.layer.{k}.mean"], tokens.mean([1]), 5e-5, 1e-5);
            seen++;
        });
        Assert.Equal(4, seen);
        using MaskedTokens batch = Fixture.Batch(reference);
        Assert.Equal(reference["loss"].ToArray<float>()[0], blocks.Losses(batch)[3]!.Average(), 2e-6);
    }

    [Fact]
    public async Task Embeddings_do_not_depend_on_the_number_of_threads()
    {
        using var folder = new TemporaryFolder();
        await SmallRun.Train(folder.In("run"));
        var run = EvaluatedRun.Open(folder.In("run"), null, _ => { });
        using FrozenBlocks blocks = new(run, TorchDevice.Parse("cpu"));
        EvaluationSet set = EvaluationSets.Gratings(new EvaluationOptions { Run = "", Gratings = 21 }, run.Options)[1];
        SetEmbeddings one = new Extraction(blocks, set, run, 4).Run(1, _ => { }, default);
        SetEmbeddings three = new Extraction(blocks, set, run, 4).Run(3, _ => { }, default);
        for (int k = 0; k < 4; k++)
        {
            Assert.Equal(one.Blocks[k].Whole, three.Blocks[k].Whole);
            Assert.Equal(one.Blocks[k].Occluded, three.Blocks[k].Occluded);
            Assert.Equal(one.Blocks[k].PatchSimilarity, three.Blocks[k].PatchSimilarity);
            Assert.Equal(one.Blocks[k].MaskedLoss, three.Blocks[k].MaskedLoss);
            Assert.NotEqual(one.Blocks[k].Whole, one.Blocks[k].Occluded);
        }
    }

    [Theory]
    [InlineData("single", 0)]
    [InlineData("double", 1)]
    public async Task Probes_of_gratings_get_the_classes_that_the_reference_gives_them(string kind, int which)
    {
        using var folder = new TemporaryFolder();
        await SmallRun.Train(folder.In("run"), "--steps", "1", "--blocks", "1");
        var run = EvaluatedRun.Open(folder.In("run"), null, _ => { });
        EvaluationSet set = EvaluationSets.Gratings(new EvaluationOptions { Run = "", Gratings = int.MaxValue }, run.Options)[which];
        using JsonDocument reference = JsonDocument.Parse(await File.ReadAllTextAsync(SharedFolder.Path("reference/gratings_reference.json")));
        Assert.Equal(reference.RootElement.GetProperty($"n_{kind}").GetInt32(), set.Samples.Count);
        foreach (JsonElement one in reference.RootElement.GetProperty(kind).EnumerateArray())
        {
            long[] expected = [.. one.GetProperty("y_as_int_used_by_probe").EnumerateArray().Select(value => value.GetInt64())];
            Assert.Equal(expected, set.TargetsOf(one.GetProperty("index").GetInt32()));
        }

        IEnumerable<string> tables = reference.RootElement.GetProperty($"label_table_{kind}").EnumerateObject().Select(table => table.Name);
        Assert.All(tables, name => Assert.Contains(name, set.Targets));
    }
}
