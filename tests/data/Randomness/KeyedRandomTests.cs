using Actors.Data.Randomness;
using CsCheck;
using Xunit;

namespace Actors.Tests.Data.Randomness;

public class KeyedRandomTests
{
    [Fact]
    public void The_sequence_of_a_key_is_pinned()
    {
        // Computed from the documented algorithm in another language; a change here changes every run's data.
        KeyedRandom random = new(0, 0, 0, RandomPurpose.Order);
        Assert.Equal([0x2D6527BA78AF243FUL, 0x3EB2F1225A44C4C3UL], [random.NextBits(), random.NextBits()]);
        Assert.Equal(0x35821D7A757602C0UL, new KeyedRandom(42, 3, 1234, RandomPurpose.Crop).NextBits());
    }

    [Fact]
    public void Every_part_of_the_key_changes_the_sequence() => Gen.Select(Gen.Long, Gen.Long, Gen.Long, Gen.Int[1, 8]).Sample(
        (seed, epoch, sample, purpose) =>
    {
        // Of small numbers two of these may be one key: seed 0, epoch 1.
        (long Seed, long Epoch, long Sample, int Purpose)[] keys =
        [
            (seed, epoch, sample, purpose), (seed + 1, epoch, sample, purpose), (seed, epoch + 1, sample, purpose),
            (seed, epoch, sample + 1, purpose), (seed, epoch, sample, purpose + 1), (epoch, seed, sample, purpose),
        ];
        Assert.Equal(keys.Distinct().Count(), keys.Select(key => Draw(key.Seed, key.Epoch, key.Sample, key.Purpose)).Distinct().Count());
        Assert.Equal(Draw(seed, epoch, sample, purpose), Draw(seed, epoch, sample, purpose));
    });

    [Fact]
    public void Bounded_integers_are_within_bounds_and_evenly_spread()
    {
        int[] hits = new int[7];
        KeyedRandom random = new(1, 2, 3, RandomPurpose.Mask);
        for (int i = 0; i < 70_000; i++)
        {
            hits[random.NextInt(7)]++;
        }

        // Chi-square with 6 degrees of freedom: 22.5 is exceeded once in a thousand keys, and this key is fixed.
        double chi = hits.Sum(hit => (hit - 10_000.0) * (hit - 10_000.0) / 10_000);
        Assert.True(chi < 22.5, $"chi-square {chi:0.0} of {string.Join(' ', hits)}");
    }

    [Fact]
    public void A_whole_choice_is_a_permutation() => Gen.Select(Gen.Long, Gen.Int[0, 200]).Sample((seed, count) =>
    {
        int[] items = [.. Enumerable.Range(0, count)];
        new KeyedRandom(seed, 0, 0, RandomPurpose.Order).Choose<int>(items, count);
        Assert.Equal(Enumerable.Range(0, count), items.Order());
    });

    [Fact]
    public void Every_permutation_of_four_comes_up_about_as_often()
    {
        Dictionary<string, int> seen = [];
        for (int seed = 0; seed < 24_000; seed++)
        {
            char[] items = ['a', 'b', 'c', 'd'];
            new KeyedRandom(seed, 0, 0, RandomPurpose.Order).Choose<char>(items, 4);
            string key = new(items);
            seen[key] = seen.GetValueOrDefault(key) + 1;
        }

        Assert.Equal(24, seen.Count);
        Assert.All(seen.Values, times => Assert.InRange(times, 850, 1150));
    }

    [Fact]
    public void A_bound_that_is_not_positive_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyedRandom(0, 0, 0, RandomPurpose.Mask).NextInt(0));

    static ulong Draw(long seed, long epoch, long sample, int purpose) =>
        new KeyedRandom(seed, epoch, sample, (RandomPurpose)purpose).NextBits();
}
