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

    [Fact]
    public void Async_equals_simultaneous_to_the_bit_for_any_capacity_partition_delay_and_number_of_decode_workers()
    {
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
                    var options = TinyRun.Options.With(partition: partition);
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

    [Theory]
    [InlineData("tennis7")]
    [InlineData("ucf101_mini")]
    public async Task On_real_video_async_of_any_capacity_equals_simultaneous_to_the_bit(string dataset)
    {
        var options = TinyRun.Options with { Data = TinyRun.Options.Data with { Source = SharedFolder.Path($"data/{dataset}") } };
        IReadOnlyList<string> expected = await TinyRun.Weights(options.With(regime: Regime.Simultaneous));
        foreach ((int capacity, int workers) in new[] { (1, 1), (2, 2), (8, 3) })
        {
            Assert.Equal(expected, await TinyRun.Weights(options.With(capacity: [capacity], workers: workers, jitter: [0.003, 0, 0.006, 0])));
        }
    }
}
