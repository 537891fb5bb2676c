using Actors.Configuration;
using Actors.Model.Layers;
using Actors.Model.Shapes;
using Actors.Regimes;
using CsCheck;
using Xunit;

namespace Actors.Tests.Runs;

/// <summary>Asynchrony under overflow <c>wait</c> changes nothing but time: DESIGN's first invariant.</summary>
public class ExactnessTests
{
    [Fact]
    public async Task The_same_command_twice_gives_the_same_bits()
    {
        Assert.Equal(await TinyRun.Weights(TinyRun.Options), await TinyRun.Weights(TinyRun.Options));
    }

    [Fact]
    public async Task Another_seed_gives_other_bits()
    {
        var other = TinyRun.Options with { Training = TinyRun.Options.Training with { Seed = 8 } };
        Assert.NotEqual(await TinyRun.Weights(TinyRun.Options), await TinyRun.Weights(other));
    }

    [Theory]
    [InlineData("motion")]
    [InlineData("tennis7")]
    public void Async_equals_simultaneous_to_the_bit_for_any_capacity_partition_delay_and_number_of_decode_workers(string source)
    {
        RunOptions any = TinyRun.Options.On(source);
        var simultaneous = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        Gen.Select(
            Gen.OneOf<int[]>([4], [2, 2], [1, 3], [1, 2, 1], [1, 1, 1, 1]),
            Gen.Int[1, 5].Array[4],
            Gen.Double[1, 3].Array[4],
            Gen.Double[0, 0.004].Array[4],
            Gen.Int[1, 4])
            .Sample(
                (partition, capacity, slowdown, jitter, workers) =>
                {
                    int blocks = partition.Length;
                    RunOptions options = any.With(partition: partition);
                    string key = string.Join(',', partition);
                    if (!simultaneous.TryGetValue(key, out IReadOnlyList<string>? expected))
                    {
                        simultaneous[key] = expected = TinyRun.Weights(options.With(regime: Regime.Simultaneous)).GetAwaiter().GetResult();
                    }

                    IReadOnlyList<string> actual = TinyRun.Weights(options.With(
                        capacity: capacity[..blocks], slowdown: slowdown[..blocks], jitter: jitter[..blocks], workers: workers)).GetAwaiter().GetResult();
                    Assert.Equal(expected, actual);
                },
                iter: 30,
                threads: 1);
    }

    [Fact]
    public async Task On_an_official_split_of_real_video_async_equals_simultaneous_to_the_bit()
    {
        RunOptions options = TinyRun.Options.On("ucf101_mini");
        Assert.Equal(await TinyRun.Weights(options.With(regime: Regime.Simultaneous)), await TinyRun.Weights(options.With(capacity: [3], workers: 3, jitter: [0.003, 0, 0.006, 0])));
    }

    [Theory]
    [InlineData(1, 1, Precision.Fp32)]
    [InlineData(0.25, 2, Precision.Fp32)]
    [InlineData(0.25, 3, Precision.Bf16)]
    public async Task With_cross_decoders_async_equals_simultaneous_to_the_bit_at_any_decode_fraction_depth_and_precision(
        double fraction, int depth, Precision precision)
    {
        RunOptions options = TinyRun.Options with
        {
            Model = TinyRun.Options.Model with { DecoderAttention = DecoderAttention.Cross, DecoderDepth = depth },
            Training = TinyRun.Options.Training with { DecodeFraction = fraction, Precision = precision },
        };
        IReadOnlyList<string> simultaneous = await TinyRun.Weights(options.With(regime: Regime.Simultaneous));
        Assert.Equal(simultaneous, await TinyRun.Weights(options.With(capacity: [3], workers: 2, jitter: [0.003, 0, 0.006, 0])));
        var self = options with { Model = options.Model with { DecoderAttention = DecoderAttention.Self } };
        Assert.Empty(simultaneous.Intersect(await TinyRun.Weights(self)));
    }

    [Theory]
    [InlineData(Regime.Async, DecoderAttention.Self)]
    [InlineData(Regime.Async, DecoderAttention.Cross)]
    [InlineData(Regime.Sequential, DecoderAttention.Self)]
    [InlineData(Regime.E2e, DecoderAttention.Self)]
    [InlineData(Regime.E2e, DecoderAttention.Cross)]
    public async Task Recomputation_changes_no_bit_in_any_regime(Regime regime, DecoderAttention attention)
    {
        RunOptions options = TinyRun.Options with
        {
            Model = TinyRun.Options.Model with { DecoderAttention = attention, DecoderDepth = 2 },
            Training = TinyRun.Options.Training with { Regime = regime, Blocks = 2, MicroBatches = regime == Regime.E2e ? 2 : 1 },
        };
        var again = options with { Training = options.Training with { Recompute = Recompute.Layers } };
        Assert.Equal(await TinyRun.Weights(options), await TinyRun.Weights(again));
    }

    [Fact]
    public async Task In_bfloat16_async_equals_simultaneous_to_the_bit_and_no_run_in_float32()
    {
        RunOptions options = TinyRun.Options with { Training = TinyRun.Options.Training with { Precision = Precision.Bf16 } };
        IReadOnlyList<string> simultaneous = await TinyRun.Weights(options.With(regime: Regime.Simultaneous));
        Assert.Equal(simultaneous, await TinyRun.Weights(options.With(capacity: [2], jitter: [0.003, 0, 0.006, 0])));
        Assert.Empty(simultaneous.Intersect(await TinyRun.Weights(TinyRun.Options)));
    }
}
