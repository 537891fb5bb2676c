using Actors.Model.Blocks;
using Actors.Model.Checkpoints;
using Actors.Model.Devices;
using Actors.Model.Parameters;
using Actors.Model.Shapes;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Actors.Tests.Model;

/// <summary>Two blocks against <c>bwssl_tiny</c>: outputs, losses, gradients, and three AdamW steps under every regime.</summary>
public sealed class BlockwiseTest : IDisposable
{
    readonly DisposeScope scope = NewDisposeScope();
    readonly SafetensorsFile file = Fixture.Read("bwssl_tiny");
    readonly SafetensorsFile regimes = Fixture.Read("bwssl_tiny_regimes");

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Outputs_losses_and_gradients_of_each_block_equal_the_reference()
    {
        MaskedTokens batch = Fixture.Batch(file, 0);
        Tensor? tokens = null;
        for (int k = 0; k < 2; k++)
        {
            using Block block = Fixture.Blockwise(file, k);
            using (no_grad())
            {
                Tensor input = tokens ?? block.Encoder.Embed(batch.VisiblePixels, batch.VisibleIndex);
                Activation($"block.{k}.act.input", input);
                Tensor residual = block.Encoder.Forward(input);
                Activation($"block.{k}.act.out", residual);
                Activation($"block.{k}.act.norm", block.Decoder!.EncoderNorm(residual));
                Tensor visible = block.Decoder.ToDecoder(residual);
                Activation($"block.{k}.act.e2d", visible);
                Activation($"block.{k}.act.dec_input", ((SelfDecoder)block.Decoder).Input(visible, batch));
                Fixture.Close(file[$"block.{k}.act.pred"], block.Decoder.Predict(residual, batch), 5e-6);
            }

            Tensor output = block.Forward(tokens, batch);
            Activation($"block.{k}.act.out", output);
            block.BackwardFromLoss(batch);
            CompareGradients(block, name => file[$"grad.blocks.{k}.{name}"]);
            Loss(file[$"block.{k}.loss"], block.Update(0).Loss);
            tokens = output;
        }
    }

    [Fact]
    public void The_unmasked_pass_of_each_block_equals_the_reference()
    {
        Tensor x = Fixture.AllPixels(file, 0);
        for (int k = 0; k < 2; k++)
        {
            using Block block = Fixture.Blockwise(file, k);
            x = block.Embed(x);
            Activation($"full.block.{k}.out", x);
            Activation($"full.block.{k}.mean", x.mean([1]));
        }
    }

    [Fact]
    public void Three_simultaneous_steps_equal_the_reference()
    {
        using Block first = Fixture.Blockwise(file, 0);
        using Block second = Fixture.Blockwise(file, 1);
        Block[] blocks = [first, second];
        for (int step = 0; step < 3; step++)
        {
            MaskedTokens batch = Fixture.Batch(file, step);
            Tensor? tokens = null;
            for (int k = 0; k < 2; k++)
            {
                StepResult result = blocks[k].Train(tokens, batch, Fixture.LearningRate, out tokens);
                Loss(file[$"sim.loss.step{step}.block{k}"], result.Loss);
                Assert.True(result.Finite);
            }

            SafetensorsFile source = step == 2 ? file : regimes;
            CompareWeights(blocks, name => source.Entries.GetValueOrDefault($"sim.w.after{step + 1}.{name}"));
        }

        for (int k = 0; k < 2; k++)
        {
            foreach (Parameter parameter in blocks[k].Parameters)
            {
                Moment(regimes[$"sim.exp_avg.blocks.{k}.{parameter.Name}"], parameter.FirstMoment);
                Moment(regimes[$"sim.exp_avg_sq.blocks.{k}.{parameter.Name}"], parameter.SecondMoment);
            }
        }

        Tensor? after = null;
        for (int k = 0; k < 2; k++)
        {
            StepResult result = blocks[k].Train(after, Fixture.Batch(file, 0), 0, out after);
            Loss(file[$"sim.loss.after3_on_step0.block{k}"], result.Loss);
        }
    }

    [Fact]
    public void Sequential_training_behind_a_frozen_block_equals_the_reference()
    {
        using Block first = Fixture.Blockwise(file, 0);
        using Block second = Fixture.Blockwise(file, 1);
        for (int step = 0; step < 3; step++)
        {
            StepResult result = first.Train(null, Fixture.Batch(file, step), Fixture.LearningRate, out _);
            Loss(regimes[$"seq.loss.block0.step{step}"], result.Loss);
        }

        for (int step = 0; step < 3; step++)
        {
            MaskedTokens batch = Fixture.Batch(file, step);
            StepResult result = second.Train(first.ForwardFrozen(null, batch), batch, Fixture.LearningRate, out _);
            Loss(regimes[$"seq.loss.block1.step{step}"], result.Loss);
        }

        CompareWeights([first, second], name => regimes.Entries.GetValueOrDefault($"seq.w.after.{name}"));
    }

    [Fact]
    public void End_to_end_training_through_both_blocks_equals_the_reference()
    {
        using Block first = Fixture.Blockwise(file, 0, hasDecoder: false);
        using Block last = Fixture.Blockwise(file, 1);
        for (int step = 0; step < 3; step++)
        {
            MaskedTokens batch = Fixture.Batch(file, step);
            Tensor tokens = first.Forward(null, batch);
            Tensor output = last.Forward(tokens, batch, inputGradient: true);
            if (step == 0)
            {
                using var quiet = no_grad();
                Fixture.Close(regimes["e2e.pred.step0"], last.Decoder!.Predict(output, batch), 5e-6);
            }

            Tensor gradient = last.BackwardFromLoss(batch)!;
            Assert.Null(first.Backward(gradient));
            if (step == 0)
            {
                CompareGradients(first, name => regimes[$"e2e.grad.blocks.0.{name}"]);
                CompareGradients(last, name => regimes[$"e2e.grad.blocks.1.{name}"]);
            }

            Loss(regimes[$"e2e.loss.step{step}"], last.Update(Fixture.LearningRate).Loss);
            Assert.Equal(double.NaN, first.Update(Fixture.LearningRate).Loss);
        }

        CompareWeights([first, last], name => regimes.Entries.GetValueOrDefault($"e2e.w.after.{name}"));
    }

    [Fact]
    public void End_to_end_training_of_a_chain_has_the_bits_of_one_block_over_all_layers()
    {
        // Bits are promised for a fixed number of intra-op threads.
        TorchThreads.Use(1);
        TorchDevice cpu = TorchDevice.Parse("cpu");
        SafetensorsFile whole = Fixture.Read("videomae_tiny");
        using Block monolith = Fixture.VideoMae(whole);
        Block[] chain = [.. BlockPlan.EndToEnd(Fixture.Tiny, Partition.Parse("1,2,1", 4), Fixture.Optimizer).Select(plan => new Block(plan, 0, cpu))];
        foreach (Block part in chain)
        {
            Dictionary<string, string> local = part.Parameters.ToDictionary(
                p => p.Origin.StartsWith("blocks.", StringComparison.Ordinal) ? p.Name : p.Origin, p => p.Name);
            part.RestoreWeights(Fixture.Select(whole, name =>
                name.StartsWith("w.", StringComparison.Ordinal) ? local.GetValueOrDefault(Fixture.Ours(name[2..])) : null));
        }

        for (int step = 0; step < 3; step++)
        {
            MaskedTokens batch = Fixture.Batch(file, step);
            StepResult expected = monolith.Train(null, batch, Fixture.LearningRate, out _);
            Tensor? tokens = null;
            Array.ForEach(chain, part => tokens = part.Forward(tokens, batch, inputGradient: true));
            Tensor? gradient = chain[^1].BackwardFromLoss(batch);
            foreach (Block part in chain.Reverse().Skip(1))
            {
                gradient = part.Backward(gradient!);
            }

            Assert.Equal(expected.Loss, chain[^1].Update(Fixture.LearningRate).Loss);
            Array.ForEach(chain[..^1], part => part.Update(Fixture.LearningRate));
        }

        Dictionary<string, float[]> trained = monolith.Parameters.ToDictionary(p => p.Name, p => Fixture.Values(p.Value));
        foreach (Parameter parameter in chain.SelectMany(part => part.Parameters))
        {
            string name = parameter.Origin.StartsWith("blocks.", StringComparison.Ordinal) ? parameter.Name : parameter.Origin;
            Assert.True(trained[name].AsSpan().SequenceEqual(Fixture.Values(parameter.Value)), name);
        }

        Assert.Equal(trained.Count, chain.Sum(part => part.Parameters.Count));
        Array.ForEach(chain, part => part.Dispose());
    }

    [Fact]
    public void Two_micro_batches_add_up_to_the_gradient_of_their_mean_loss()
    {
        using Block whole = Fixture.Blockwise(file, 0);
        using Block halves = Fixture.Blockwise(file, 0);
        MaskedTokens batch = Fixture.Batch(file, 0);
        MaskedTokens Half(int i) => new(
            batch.VisiblePixels.narrow(0, i, 1),
            batch.VisibleIndex.narrow(0, i, 1),
            batch.TargetPixels.narrow(0, i, 1),
            batch.DecodedIndex.narrow(0, i, 1));
        whole.Forward(null, batch);
        whole.BackwardFromLoss(batch);
        halves.Forward(null, Half(0));
        halves.Forward(null, Half(1));
        Assert.Equal(2, halves.KeptGraphs);
        halves.BackwardFromLoss(Half(0), 0.5);
        halves.BackwardFromLoss(Half(1), 0.5);
        foreach ((Parameter a, Parameter b) in whole.Parameters.Zip(halves.Parameters))
        {
            float[] expected = Fixture.Values(a.Gradient);
            double scale = expected.Max(Math.Abs);
            Assert.True(expected.Zip(Fixture.Values(b.Gradient), (x, y) => Math.Abs(x - y)).Max() <= 2e-5 * scale, a.Name);
        }

        Assert.Equal(whole.Update(0).Loss, halves.Update(0).Loss, 2e-6);
    }

    void Activation(string name, Tensor actual) => Fixture.Close(file[name], actual, 5e-5, 1e-5);

    static void Loss(SafetensorsEntry expected, double actual) => Assert.Equal(expected.ToArray<float>()[0], actual, 2e-6);

    static void Moment(SafetensorsEntry expected, Tensor actual) =>
        Fixture.Close(expected, actual, 2e-5 * expected.ToArray<float>().Max(Math.Abs));

    static void CompareGradients(Block block, Func<string, SafetensorsEntry> reference)
    {
        foreach (Parameter parameter in block.Parameters)
        {
            SafetensorsEntry expected = reference(parameter.Name);
            Fixture.Close(expected, parameter.Gradient, 2e-5 * expected.ToArray<float>().Max(Math.Abs));
        }
    }

    // An element whose gradient is near zero moves by the learning rate in a direction that rounding decides: hence a quantile.
    static void CompareWeights(Block[] blocks, Func<string, SafetensorsEntry?> reference)
    {
        List<double> deviations = [];
        for (int k = 0; k < blocks.Length; k++)
        {
            foreach (Parameter parameter in blocks[k].Parameters)
            {
                SafetensorsEntry? expected = reference($"blocks.{k}.{parameter.Name}");
                Assert.True(expected is not null, $"the reference has no blocks.{k}.{parameter.Name}");
                deviations.AddRange(expected.ToArray<float>().Zip(Fixture.Values(parameter.Value), (e, a) => Math.Abs((double)e - a)));
            }
        }

        double share = deviations.Count(deviation => deviation > 1e-6) / (double)deviations.Count;
        TestContext.Current.TestOutputHelper!.WriteLine($"weights: {share:p4} off by more than 1e-6, largest {deviations.Max():g3}");
        Assert.True(share <= 0.002, $"{share:p3} of the weights are off by more than 1e-6; no weight decay gives 94 %, decay on biases 3.3 %");
        Assert.True(deviations.Max() <= 2e-4, $"largest deviation {deviations.Max()}");
    }
}
