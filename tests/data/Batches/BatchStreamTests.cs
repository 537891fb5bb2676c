using Actors.Data.Batches;
using Actors.Data.Clips;
using Actors.Data.Masks;
using Actors.Data.Tokens;
using CsCheck;
using Xunit;

namespace Actors.Tests.Data.Batches;

public class BatchStreamTests
{
    static readonly ClipGeometry Tiny = new(Frames: 4, Size: 16, TubeletFrames: 2, PatchSize: 4);

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_batch_holds_the_tokens_of_its_clips_and_where_they_come_from()
    {
        FakeSource source = new(10, Tiny);
        BatchOptions options = new() { BatchSize = 3, Seed = 5, MaskRatio = 0.75, DecodeFraction = 0.5, KeepClips = true };
        await using BatchStream stream = new(source, options);
        for (int number = 0; number < 4; number++)
        {
            Batch batch = (await stream.ReadAsync())!;
            Assert.Equal(number, batch.Number);
            Assert.Equal((3, 8, 12), (batch.Size, batch.VisibleTokens, batch.DecodedTokens));
            for (int i = 0; i < batch.Size; i++)
            {
                int sample = (int)batch.Samples[i];
                long epoch = (number * 3 + i) / 10;
                Clip clip = source.Read(sample, 5, epoch);
                TubeMask mask = TubeMask.Draw(Tiny, 0.75, 5, epoch, sample);
                IReadOnlyList<int> decoded = mask.DrawDecoded(0.5, 5, epoch, sample);
                Assert.Equal((epoch, sample % 2), (batch.Epochs[i], (int)batch.Labels[i]));
                Assert.Equal(clip.Pixels, Row(batch.Clips!, i));
                Assert.Equal(mask.Visible.Select(n => (long)n), Row(batch.VisibleIndex, i));
                Assert.Equal(decoded.Select(n => (long)n), Row(batch.DecodedIndex, i));
                Assert.Equal(Enumerable.Range(0, Tiny.Tokens).Select(mask.IsMasked), Row(batch.Mask, i));
                byte[] tokens = new byte[Tiny.ClipBytes];
                Tubelets.Cut(clip, tokens);
                Assert.Equal(mask.Visible.SelectMany(n => tokens.Skip(n * Tiny.TokenPixels).Take(Tiny.TokenPixels)), Row(batch.Visible, i));
                Assert.Equal(decoded.SelectMany(n => tokens.Skip(n * Tiny.TokenPixels).Take(Tiny.TokenPixels)), Row(batch.Targets, i));
            }

            T[] Row<T>(T[] all, int place) => all[(place * all.Length / batch.Size)..((place + 1) * all.Length / batch.Size)];
        }
    }

    [Fact]
    public async Task Every_epoch_is_another_order_of_all_samples_and_none_is_dropped()
    {
        await using BatchStream stream = new(new FakeSource(7, Tiny), new BatchOptions { BatchSize = 3 }, end: 14);
        List<(long Epoch, long Sample)> seen = [];
        await foreach (Batch batch in stream.ReadAllAsync())
        {
            seen.AddRange(batch.Epochs.Zip(batch.Samples));
        }

        Assert.Equal(42, seen.Count);
        int[][] epochs = [.. seen.GroupBy(each => each.Epoch).Select(epoch => epoch.Select(each => (int)each.Sample).ToArray())];
        Assert.Equal(6, epochs.Length);
        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(0, 7), epoch.Order()));
        Assert.True(epochs.Select(epoch => string.Join(' ', epoch)).Distinct().Count() > 4);
        Assert.Null(await stream.ReadAsync());
    }

    [Fact]
    public async Task Without_shuffling_the_samples_come_in_their_own_order()
    {
        await using BatchStream stream = new(new FakeSource(5, Tiny), new BatchOptions { BatchSize = 4, Shuffle = false, MaskRatio = 0 });
        Batch first = (await stream.ReadAsync())!;
        Batch second = (await stream.ReadAsync())!;
        Assert.Equal<IEnumerable<long>>([0, 1, 2, 3, 4, 0, 1, 2], first.Samples.Concat(second.Samples));
        Assert.Equal<IEnumerable<long>>([0, 0, 0, 0, 0, 1, 1, 1], first.Epochs.Concat(second.Epochs));
        Assert.Equal((Tiny.Tokens, 0, 0), (first.VisibleTokens, first.DecodedTokens, first.Targets.Length));
    }

    [Fact]
    public Task Workers_and_the_order_in_which_they_finish_change_nothing() => Gen.Select(
        Gen.Int[2, 8], Gen.Int[1, 4], Gen.Int[1, 5], Gen.Int[1, 12], Gen.Int[0, 9999])
        .SampleAsync(async (workers, prefetch, size, count, seed) =>
    {
        Dictionary<int, string> broken = Enumerable.Range(0, count - 1)
            .Where(sample => sample * 7919 % 5 == seed % 5).ToDictionary(sample => sample, _ => "broken");
        BatchOptions options = new() { BatchSize = size, Seed = seed, Prefetch = prefetch, KeepClips = true };
        List<string> expected = await Contents(new FakeSource(count, Tiny) { Broken = broken }, options with { Workers = 1, Prefetch = 1 });

        // Each read queues at one gate a random number of times, so that workers overtake each other.
        using SemaphoreSlim gate = new(1);
        Random random = new(seed);
        FakeSource delayed = new(count, Tiny) { Broken = broken };
        delayed.BeforeRead = _ =>
        {
            int turns;
            lock (random)
            {
                turns = random.Next(4);
            }

            for (int turn = 0; turn < turns; turn++)
            {
                gate.Wait();
                gate.Release();
                Thread.Yield();
            }
        };
        Assert.Equal(expected, await Contents(delayed, options with { Workers = workers }));
    }, iter: 40);

    [Fact]
    public async Task The_first_clip_may_be_the_last_to_finish_and_batches_still_come_in_order()
    {
        using ManualResetEventSlim first = new();
        int reads = 0;
        FakeSource source = new(12, Tiny);
        BatchOptions options = new() { BatchSize = 2, Workers = 3, Prefetch = 3, Shuffle = false };
        source.BeforeRead = sample =>
        {
            if (sample == 0)
            {
                Assert.True(first.Wait(Patience), "the other five clips were not read");
            }
            else if (Interlocked.Increment(ref reads) == 5)
            {
                first.Set();
            }
        };
        await using BatchStream stream = new(source, options);
        Assert.Equal<IEnumerable<long>>([0, 1], (await stream.ReadAsync())!.Samples);
        Assert.Equal<IEnumerable<long>>([2, 3], (await stream.ReadAsync())!.Samples);
    }

    [Fact]
    public async Task No_more_than_the_prefetched_batches_are_made_ahead()
    {
        FakeSource source = new(100, Tiny);
        await using BatchStream stream = new(source, new BatchOptions { BatchSize = 2, Workers = 4, Prefetch = 3 });
        for (int n = 0; n < 5; n++)
        {
            await stream.ReadAsync();
            Assert.InRange(stream.ClipsDecoded, 2 * (n + 1), 2 * (n + 4));
        }
    }

    [Fact]
    public async Task A_stream_that_starts_later_goes_on_as_one_that_never_stopped()
    {
        BatchOptions options = new() { BatchSize = 4, Seed = 9, KeepClips = true };
        FakeSource source = new(9, Tiny) { Broken = { [2] = "broken", [5] = "broken" } };
        List<string> whole = await Contents(source, options);
        for (int first = 1; first < 8; first++)
        {
            List<string> rest = await Contents(new FakeSource(9, Tiny) { Broken = source.Broken }, options, first);
            Assert.Equal(whole.Skip(first), rest);
        }
    }

    [Fact]
    public void Wrong_options_are_refused_by_name()
    {
        FakeSource source = new(3, Tiny);
        Assert.Contains("BatchSize", Refusal(new BatchOptions { BatchSize = 0 }), StringComparison.Ordinal);
        Assert.Contains("Workers", Refusal(new BatchOptions { Workers = 65 }), StringComparison.Ordinal);
        Assert.Contains("Prefetch", Refusal(new BatchOptions { Prefetch = 0 }), StringComparison.Ordinal);
        Assert.Contains("MaskRatio", Refusal(new BatchOptions { MaskRatio = 1 }), StringComparison.Ordinal);
        Assert.Contains("DecodeFraction", Refusal(new BatchOptions { DecodeFraction = 0 }), StringComparison.Ordinal);
        Assert.Contains("MaskRatio", Refusal(new BatchOptions { MaskRatio = double.NaN }), StringComparison.Ordinal);
        source = new FakeSource(0, Tiny);
        Assert.Contains("no clips", Refusal(new BatchOptions()), StringComparison.Ordinal);
        source = new FakeSource(1, new ClipGeometry());
        Assert.Contains("smaller batch", Refusal(new BatchOptions { BatchSize = 4096 }), StringComparison.Ordinal);
        string Refusal(BatchOptions options) => Assert.Throws<ArgumentException>(() => new BatchStream(source, options)).Message;
    }

    // Everything in batches 0 to 7, a string each.
    internal static async Task<List<string>> Contents(IClipSource source, BatchOptions options, long first = 0)
    {
        List<string> contents = [];
        await using BatchStream stream = new(source, options, first, end: 8);
        await foreach (Batch batch in stream.ReadAllAsync())
        {
            contents.Add(string.Join('|', batch.Number, Hash(batch.Visible), Hash(batch.Targets), Hash(batch.Clips!),
                string.Join(',', batch.VisibleIndex), string.Join(',', batch.DecodedIndex), string.Join(',', batch.Mask),
                string.Join(',', batch.Labels), string.Join(',', batch.Samples), string.Join(',', batch.Epochs),
                string.Join(';', batch.Skipped)));
        }

        return contents;
        static string Hash(byte[] bytes) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes));
    }
}
