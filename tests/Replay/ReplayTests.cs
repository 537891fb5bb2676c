using System.Diagnostics;
using System.Text.Json;
using Actors.Model.Blocks;
using Actors.Model.Checkpoints;
using Actors.Model.Devices;
using Actors.Model.Optimizers;
using Actors.Model.Shapes;
using Actors.Runs;
using Actors.Tests.CommandLine;
using TorchSharp;
using Xunit;

namespace Actors.Tests.Replay;

/// <summary>Recorded runs, done again by <c>replay.py</c>, which shares no code with the program.</summary>
public class ReplayTests
{
    const string Python = "/usr/bin/python3";

    static readonly Lazy<bool> HasTorch = new(() => File.Exists(Python) && Start("-c", "import torch").Code == 0);

    [Theory]
    [InlineData("--regime", "async", "--blocks", "4")]
    [InlineData("--regime", "simultaneous", "--blocks", "4")]
    [InlineData("--regime", "async", "--partition", "1,3", "--decode-fraction", "0.3", "--set", "model.decoder-depth=2")]
    [InlineData("--regime", "simultaneous", "--partition", "3,1", "--decode-fraction", "0.5")]
    [InlineData("--regime", "e2e", "--partition", "2,2", "--set", "training.micro-batches=2")]
    [InlineData("--regime", "async", "--partition", "1,3", "--decode-fraction", "0.3", "--decoder-attention", "cross", "--set", "model.decoder-depth=2")]
    [InlineData("--regime", "e2e", "--blocks", "2", "--decoder-attention", "cross", "--recompute", "layers")]
    [InlineData("--regime", "sequential", "--blocks", "2", "--set", "training.share=3,5")]
    [InlineData("--regime", "async", "--blocks", "2", "--set", "model.width=48", "--set", "model.decoder-width=48")] // heads of 16: our own kernels
    public async Task Other_code_comes_to_the_same_losses_weights_and_moments(params string[] options)
    {
        using var folder = new TemporaryFolder();
        await Record(folder, options);
        (int code, string text) = Replay(folder);
        Assert.True(code == 0, text);
        (code, text) = Replay(folder, "2", "5");
        Assert.True(code == 0, text);
        Assert.Contains("batches 2 to 4 again", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("training.weight-decay", "0.05", "0.06")]
    [InlineData("training.beta2", "0.95", "0.951")]
    public async Task A_run_that_did_not_do_what_its_configuration_says_is_told(string key, string value, string other)
    {
        using var folder = new TemporaryFolder();
        await Record(folder, "--blocks", "2");
        string configuration = File.ReadAllText(folder.In("run/config.conf"));
        string wrong = System.Text.RegularExpressions.Regex.Replace(configuration, $@"(actors\.{key}\s*= ){value} ", $"${{1}}{other} ");
        Assert.NotEqual(configuration, wrong);
        File.WriteAllText(folder.In("run/config.conf"), wrong);
        (int code, string text) = Replay(folder);
        Assert.True(code == 1, text);
        Assert.Contains("too far", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_batches_depended_on_time_or_were_not_recorded_is_refused_in_one_line()
    {
        using var lossy = new TemporaryFolder();
        await Record(lossy, "--blocks", "2", "--overflow", "latest");
        (int code, string text) = Replay(lossy);
        Assert.Equal((2, 1), (code, text.Count(c => c == '\n')));
        Assert.Contains("overflow [latest]", text, StringComparison.Ordinal);
        using var bare = new TemporaryFolder();
        await Record(bare, "--blocks", "2");
        Directory.Delete(bare.In("run/batches"), recursive: true);
        (code, text) = Replay(bare);
        Assert.Equal((2, 1), (code, text.Count(c => c == '\n')));
        Assert.Contains("--record-batches true", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--regime", "e2e", "--blocks", "2")]
    [InlineData("--regime", "async", "--blocks", "4", "--decode-fraction", "0.5", "--set", "model.width=96", "--set", "model.decoder-width=48")]
    public async Task What_is_exported_predicts_the_same_in_other_code(params string[] options)
    {
        using var folder = new TemporaryFolder();
        await Record(folder, options);
        ProgramRun export = await ProgramRun.Of("export", folder.In("run"), "--to", "huggingface", folder.In("exported"));
        Assert.True(export.Code == 0, export.Error);
        (int code, string text) = Script("predict.py", folder.In("exported"), folder.In("run/batches/5.safetensors"), folder.In("out.safetensors"));
        Assert.True(code == 0, text);

        using var scope = torch.NewDisposeScope();
        torch.Tensor theirs = TensorBytes.ToTensor(SafetensorsFile.Read(folder.In("out.safetensors"))["prediction"]);
        torch.Tensor ours = Predict(folder);
        Assert.Equal(theirs.shape, ours.shape);
        Assert.InRange((theirs - ours).abs().max().item<float>(), 0, 5e-6);
    }

    /// <summary>What the blocks of the last snapshot make of the recorded batch.</summary>
    static torch.Tensor Predict(TemporaryFolder folder)
    {
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(folder.In("run/summary.json")));
        int[] partition = [.. summary.RootElement.GetProperty("partition").EnumerateArray().Select(layers => layers.GetInt32())];
        bool local = summary.RootElement.GetProperty("regime").GetString() != "e2e";
        JsonElement exported = JsonDocument.Parse(File.ReadAllText(folder.In("exported/config.json"))).RootElement;
        var shape = new ModelShape
        {
            Width = exported.GetProperty("hidden_size").GetInt32(),
            Depth = 4,
            Heads = 3,
            Frames = 4,
            FrameSize = 32,
            DecoderWidth = exported.GetProperty("decoder_hidden_size").GetInt32(),
            DecoderDepth = 1,
            DecoderHeads = 3,
        };
        using MaskedTokens batch = Recorded(folder.In("run/batches/5.safetensors"));
        torch.Tensor? x = null;
        for (int k = 0; ; k++)
        {
            bool last = k == partition.Length - 1;
            var plan = new BlockPlan(k, partition[..k].Sum(), partition[k], shape, new OptimizerOptions(), local || last);
            using var block = new Block(plan, 1, TorchDevice.Cpu);
            block.Restore(SafetensorsFile.Read(folder.In($"run/snapshots/8/block-{k}.safetensors")));
            x = block.ForwardFrozen(x, batch);
            if (last)
            {
                using var quiet = torch.no_grad();
                return block.Decoder!.Predict(x, batch);
            }
        }
    }

    static MaskedTokens Recorded(string file)
    {
        SafetensorsFile tensors = SafetensorsFile.Read(file);
        torch.Tensor clip = TensorBytes.ToTensor(tensors["clip"]);
        long[] size = clip.shape;
        torch.Tensor tokens = clip.view(size[0], 3, size[2] / 2, 2, size[3] / 8, 8, size[4] / 8, 8).permute(0, 2, 4, 6, 3, 5, 7, 1).flatten(4).flatten(1, 3);
        torch.Tensor visible = TensorBytes.ToTensor(tensors["mask"]).logical_not().nonzero().select(1, 1).view(size[0], -1);
        torch.Tensor decoded = TensorBytes.ToTensor(tensors["decoded"]);
        return new MaskedTokens(At(visible), visible, At(decoded), decoded);

        torch.Tensor At(torch.Tensor index) => tokens.gather(1, index.unsqueeze(-1).expand(-1, -1, tokens.shape[2]));
    }

    static async Task Record(TemporaryFolder folder, params string[] options)
    {
        Assert.SkipUnless(HasTorch.Value, $"needs {Python} with PyTorch (Debian: python3-torch)");
        ProgramRun run = await ProgramRun.Of(
            [
                "train", "--run", folder.In("run"), "--record-batches", "true", "--snapshot-every", "1", "--set", "snapshots.keep=100",
                .. new[]
                {
                    "data.source=motion", "data.clips=12", "model.width=24", "model.depth=4", "model.frames=4", "model.frame-size=32", "model.decoder-width=12",
                    "training.warmup-steps=2",
                }.Where(set => !options.Any(option => option.StartsWith(set[..(set.IndexOf('=') + 1)], StringComparison.Ordinal))).SelectMany(set => new[] { "--set", set }),
                "--steps", "8", "--batch", "2", "--metrics-port", "0", .. options,
            ],
            Training.RunAsync);
        Assert.True(run.Code == 0, run.Error);
    }

    static (int Code, string Text) Replay(TemporaryFolder folder, params string[] args) => Script("replay.py", [folder.In("run"), .. args]);

    static (int Code, string Text) Script(string name, params string[] args) =>
        Start([Path.Combine(SharedFolder.Checkout, "tests", "Replay", name), .. args]);

    static (int Code, string Text) Start(params string[] args)
    {
        var start = new ProcessStartInfo(Python, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, text);
    }
}
