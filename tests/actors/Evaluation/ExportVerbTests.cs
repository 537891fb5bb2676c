using System.Text.Json;
using Actors.Model.Checkpoints;
using Actors.Tests.CommandLine;
using Xunit;

namespace Actors.Tests.Evaluation;

public sealed class ExportVerbTests
{
    [Theory]
    [InlineData("huggingface", "self")]
    [InlineData("videomae", "self")]
    [InlineData("huggingface", "cross")]
    [InlineData("videomae", "cross")]
    public async Task An_exported_run_begins_another_with_the_same_weights(string naming, string decoders)
    {
        using var folder = new TemporaryFolder();
        await SmallRun.Train(folder.In("first"), "--decoder-attention", decoders);
        ProgramRun end = await ProgramRun.Of("export", folder.In("first"), "--to", naming, folder.In("out"));
        Assert.True(end.Code == 0, end.Error);
        await SmallRun.Train(folder.In("second"), "--init", folder.In("out"), "--seed", "9", "--decoder-attention", decoders);
        for (int k = 0; k < 4; k++)
        {
            var trained = SafetensorsFile.Read(Path.Combine(folder.In("first"), "snapshots", "4", $"block-{k}.safetensors"));
            var begun = SafetensorsFile.Read(Path.Combine(folder.In("second"), "snapshots", "0", $"block-{k}.safetensors"));
            Assert.Equal(trained.Entries.Keys.Order(), begun.Entries.Keys.Order());
            foreach (SafetensorsEntry entry in begun.Entries.Values)
            {
                bool own = entry.Name.StartsWith("optimizer.", StringComparison.Ordinal);
                bool same = entry.Bytes.Span.SequenceEqual(trained[entry.Name].Bytes.Span);
                Assert.True(own ? entry.Bytes.Span.IndexOfAnyExcept((byte)0) < 0 : same, entry.Name);
            }
        }
    }

    [Fact]
    public async Task The_config_for_hugging_face_states_the_shape()
    {
        using var folder = new TemporaryFolder();
        await SmallRun.Train(folder.In("run"), "--steps", "1");
        ProgramRun end = await ProgramRun.Of("export", Path.Combine(folder.In("run"), "snapshots", "0"), folder.In("out"));
        Assert.True(end.Code == 0, end.Error);
        Assert.Contains("snapshot after 0 batches", end.Out, StringComparison.Ordinal);
        JsonElement config = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder.In("out"), "config.json"))).RootElement;
        Assert.Equal("videomae", config.GetProperty("model_type").GetString());
        (string, int)[] sizes =
        [
            ("image_size", 32), ("patch_size", 8), ("num_frames", 4), ("tubelet_size", 2), ("hidden_size", 24), ("num_hidden_layers", 4),
            ("num_attention_heads", 3), ("intermediate_size", 96), ("decoder_hidden_size", 12), ("decoder_num_hidden_layers", 1),
            ("decoder_num_attention_heads", 3), ("decoder_intermediate_size", 48),
        ];
        Assert.All(sizes, size => Assert.Equal(size.Item2, config.GetProperty(size.Item1).GetInt32()));
        Assert.False(config.GetProperty("use_mean_pooling").GetBoolean());
    }

    [Fact]
    public async Task Of_a_run_with_cross_decoders_the_encoder_is_what_other_code_gets_and_is_told_to_have_got()
    {
        using var folder = new TemporaryFolder();
        await SmallRun.Train(folder.In("run"), "--steps", "1", "--decoder-attention", "cross");
        ProgramRun end = await ProgramRun.Of("export", folder.In("run"), folder.In("out"));
        Assert.True(end.Code == 0, end.Error);
        Assert.Contains("VideoMAE has no cross-attention decoder", end.Out, StringComparison.Ordinal);
        string config = await File.ReadAllTextAsync(Path.Combine(folder.In("out"), "config.json"));
        Assert.Contains("VideoMAEModel", config, StringComparison.Ordinal);
        string[] names = [.. SafetensorsFile.Read(Path.Combine(folder.In("out"), "model.safetensors")).Entries.Keys];
        Assert.Contains("videomae.layernorm.weight", names);
        Assert.DoesNotContain(names, name => name.StartsWith("decoder.", StringComparison.Ordinal) || name is "mask_token" or "encoder_to_decoder.weight");

        // A run with the other decoders takes the encoder, and all of its decoders begin from its seed.
        await SmallRun.Train(folder.In("second"), "--steps", "1", "--init", folder.In("out"));
        string log = await File.ReadAllTextAsync(folder.In("second/actors.log"));
        Assert.Contains("decoders of blocks 0, 1, 2, 3 begin from the seed", log, StringComparison.Ordinal);
        Assert.Contains("are not used", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_exported_or_begun_with_is_said_in_one_line_with_its_exit_code()
    {
        using var folder = new TemporaryFolder();
        string run = folder.In("run");
        await SmallRun.Train(run, "--steps", "1");
        await File.WriteAllTextAsync(folder.In("text.safetensors"), "no tensors");
        await Says(2, "--to torch", "export", run, folder.In("out"), "--to", "torch");
        await Says(2, "is not empty", "export", run, run);
        await Says(2, "holds no run", "export", folder.Path, folder.In("out"));
        await Says(5, "has no snapshot after 3", "export", run, folder.In("out"), "--snapshot", "3");
        Assert.False(Directory.Exists(folder.In("out")));
        await Begins(2, "there is no such file", folder.In("nothing"), folder);
        await Begins(5, "not a valid safetensors file", folder.In("text.safetensors"), folder);

        ProgramRun exported = await ProgramRun.Of("export", run, folder.In("out"));
        Assert.True(exported.Code == 0, exported.Error);
        await Begins(5, "needs F32", folder.In("out"), folder);
    }

    // Of the preset's model, which is wider than the small run's.
    static async Task Begins(int code, string words, string init, TemporaryFolder folder)
    {
        ProgramRun end = await ProgramRun.Of(
            ["train", "--data", "motion", "--init", init, "--run", folder.In($"r{words.GetHashCode(StringComparison.Ordinal)}"), "--metrics-port", "0", "--steps", "1"],
            Actors.Runs.Training.RunAsync);
        Assert.True(end.Code == code, end.Error);
        Assert.Contains(words, end.ErrorLines[^1], StringComparison.Ordinal);
    }

    static async Task Says(int code, string words, params string[] args)
    {
        ProgramRun end = await ProgramRun.Of(args);
        Assert.True(end.Code == code, $"{string.Join(' ', args)}: {end.Code} where {code} is expected\n{end.Error}");
        Assert.Contains(words, Assert.Single(end.ErrorLines), StringComparison.Ordinal);
    }
}
