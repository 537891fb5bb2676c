using Actors.Model.Blocks;
using Actors.Model.Checkpoints;
using Actors.Model.Layers;
using Actors.Model.Parameters;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Actors.Tests.Model;

/// <summary>One block over all layers is the original VideoMAE: every activation, the loss and every gradient.</summary>
public sealed class VideoMaeTest : IDisposable
{
    readonly DisposeScope scope = NewDisposeScope();
    readonly SafetensorsFile file = Fixture.Read("videomae_tiny");
    readonly Block block;
    readonly MaskedTokens batch;

    public VideoMaeTest()
    {
        block = Fixture.VideoMae(file);
        batch = Fixture.Batch(file);
    }

    public void Dispose()
    {
        block.Dispose();
        scope.Dispose();
    }

    [Fact]
    public void Every_encoder_activation_equals_the_reference()
    {
        using var quiet = no_grad();
        Tensor x = block.Encoder.Embed(batch.VisiblePixels, batch.VisibleIndex);
        Activation("act.enc.input", x);
        TransformerLayer first = block.Encoder.Layers[0];
        Tensor normed = first.Norm1.Forward(x);
        Activation("act.enc.layer.0.norm1", normed);
        Tensor attention = first.Attention.Forward(normed);
        Activation("act.enc.layer.0.attn", attention);
        Activation("act.enc.layer.0.mlp", first.Mlp.Forward(first.Norm2.Forward(x + attention)));
        for (int i = 0; i < 4; i++)
        {
            x = block.Encoder.Layers[i].Forward(x);
            Activation($"act.enc.layer.{i}.out", x);
        }

        Activation("act.enc.norm", block.Decoder!.EncoderNorm(x));
    }

    [Fact]
    public void Every_decoder_activation_equals_the_reference()
    {
        using var quiet = no_grad();
        Tensor residual = block.ForwardFrozen(null, batch);
        Tensor visible = block.Decoder!.ToDecoder(residual);
        Activation("act.encoder_to_decoder", visible);
        Tensor x = ((SelfDecoder)block.Decoder).Input(visible, batch);
        Activation("act.dec.input", x);
        for (int j = 0; j < 2; j++)
        {
            x = ((SelfDecoder)block.Decoder).Layers[j].Forward(x);
            Activation($"act.dec.layer.{j}.out", x);
        }

        Activation("act.dec.norm", block.Decoder.Norm(x.narrow(1, 16, 112)));
        Fixture.Close(file["act.pred"], block.Decoder.Predict(residual, batch), 5e-6, cause: Mistakes.Hint("max_abs_pred_diff"));
    }

    [Fact]
    public void The_unmasked_pass_equals_the_reference()
    {
        using var quiet = no_grad();
        Tensor x = block.Encoder.Embed(Fixture.AllPixels(file), arange(128, int64).expand(2, -1));
        for (int i = 0; i < 4; i++)
        {
            x = block.Encoder.Layers[i].Forward(x);
            Activation($"full.enc.layer.{i}.out", x);
            Activation($"full.enc.layer.{i}.mean", x.mean([1]));
        }

        Activation("full.enc.norm", block.Decoder!.EncoderNorm(x));
        Activation("full.enc.layer.3.out", block.Embed(Fixture.AllPixels(file)));
    }

    [Fact]
    public void Pixels_positions_patches_and_targets_equal_the_reference()
    {
        using var quiet = no_grad();
        Fixture.Close(file["pos.encoder"], SinCosPositions.Table(128, 48, CPU), 1e-7);
        Fixture.Close(file["pos.decoder"], SinCosPositions.Table(128, 24, CPU), 1e-7);
        using TokenPixels pixels = new(Fixture.Tiny, CPU);
        Tensor normalised = pixels.Normalised(Fixture.AllPixels(file));
        Tensor asVideo = normalised.view(2, 8, 4, 4, 2, 8, 8, 3).permute(0, 7, 1, 4, 2, 5, 3, 6).reshape(2, 3, 16, 32, 32);
        Fixture.Close(file["input.pixel_values"], asVideo, 1e-6);
        Activation("act.patch_embed", block.Encoder.PatchEmbedding!.Forward(normalised));
        string cause = Mistakes.Hint("max_abs_target_diff");
        Fixture.Close(file["target.labels"], TokenPixels.Targets(batch.TargetPixels, Fixture.Tiny), 1e-5, cause: cause);
        Fixture.Close(file["target.norm_all"], TokenPixels.Targets(Fixture.AllPixels(file), Fixture.Tiny), 1e-5, cause: cause);
    }

    [Fact]
    public void Loss_and_every_gradient_equal_the_reference()
    {
        block.Forward(null, batch).Dispose();
        block.BackwardFromLoss(batch);
        int compared = 0;
        double worst = 0;
        Dictionary<string, SafetensorsEntry> gradients = Fixture.Select(
            file, name => name.StartsWith("grad.", StringComparison.Ordinal) ? Fixture.Ours(name[5..]) : null);
        foreach (Parameter parameter in block.Parameters)
        {
            SafetensorsEntry expected = gradients[parameter.Name];
            double scale = expected.ToArray<float>().Max(Math.Abs);
            Fixture.Close(expected, parameter.Gradient, 2e-5 * scale);
            worst = Math.Max(worst, Fixture.MaxDeviation(expected, parameter.Gradient) / scale);
            compared++;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"largest gradient deviation over the tensor's largest value: {worst:g3}");
        Assert.Equal(file.Entries.Keys.Count(name => name.StartsWith("grad.", StringComparison.Ordinal)), compared);
        StepResult step = block.Update(0);
        Assert.True(Math.Abs(step.Loss - file["loss"].ToArray<float>()[0]) <= 2e-6, $"loss {step.Loss}. {Mistakes.NearestLoss(step.Loss)}");
    }

    void Activation(string name, Tensor actual) => Fixture.Close(file[name], actual, 5e-5, 1e-5);
}
