using Actors.Data.Batches;
using Actors.Data.Clips;
using Xunit;

namespace Actors.Tests.Data.Batches;

public class BatchStreamFaultTests
{
    static readonly ClipGeometry Tiny = new(Frames: 2, Size: 8, TubeletFrames: 2, PatchSize: 4);

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public async Task Every_place_of_an_unreadable_clip_is_filled_and_counted_once(int workers)
    {
        FakeSource source = new(10, Tiny) { Broken = { [1] = "openfailed", [2] = "openfailed", [3] = "noframes", [8] = "novideostream" } };
        await using BatchStream stream = new(source, new BatchOptions { BatchSize = 5, Workers = workers, Seed = 3 }, end: 6);
        List<SkippedClip> skipped = [];
        await foreach (Batch batch in stream.ReadAllAsync())
        {
            skipped.AddRange(batch.Skipped);
            Assert.Equal(batch.Skipped.OrderBy(skip => skip.Position), batch.Skipped);
            Assert.All(batch.Samples, sample => Assert.DoesNotContain((int)sample, source.Broken.Keys));
            Assert.All(batch.Skipped, skip => Assert.Equal(skip.Substitute, batch.Samples[skip.Position - batch.Number * 5]));
        }

        // Thirty places are three epochs of ten samples: four unreadable ones in each.
        Assert.Equal(12, skipped.Count);
        Assert.Equal(12, stream.ClipsSkipped);
        Assert.Equal(30, stream.ClipsDecoded);
        Assert.Equal(
            [("noframes", 3), ("novideostream", 3), ("openfailed", 6)],
            skipped.CountBy(skip => skip.Reason).Select(reason => (reason.Key, reason.Value)).Order());
        Assert.All(skipped.GroupBy(skip => skip.Epoch), epoch => Assert.Equal([1, 2, 3, 8], epoch.Select(skip => skip.Sample).Order()));
        Assert.All(skipped, skip => Assert.Equal(($"fake-{skip.Sample}", $"broken on purpose ({skip.Reason})"), (skip.Name, skip.Detail)));
        if (workers == 1)
        {
            Assert.All(source.Broken.Keys, sample => Assert.Equal(1, source.Reads[sample]));
        }
    }

    [Fact]
    public async Task A_source_without_one_readable_clip_ends_the_stream_with_the_reasons()
    {
        FakeSource source = new(9, Tiny)
        {
            Broken = Enumerable.Range(0, 9).ToDictionary(sample => sample, sample => sample < 6 ? "openfailed" : "noframes"),
        };
        await using BatchStream stream = new(source, new BatchOptions { BatchSize = 2, Workers = 3 });
        NoReadableClipException failure = await Assert.ThrowsAsync<NoReadableClipException>(async () => await stream.ReadAsync());
        Assert.Equal(
            "fake: none of 9 clips can be read (6 openfailed, 3 noframes); for example fake-0: broken on purpose (openfailed)",
            failure.Message);
        Assert.Equal(new Dictionary<string, int> { ["openfailed"] = 6, ["noframes"] = 3 }, failure.Reasons);
        Assert.Same(failure, await Assert.ThrowsAsync<NoReadableClipException>(async () => await stream.ReadAsync()));
    }

    [Fact]
    public async Task A_workers_unexpected_exception_reaches_the_reader_at_its_batch()
    {
        InvalidOperationException surprise = new("a surprise");
        FakeSource source = new(20, Tiny) { BeforeRead = sample => _ = sample == 5 ? throw surprise : 0 };
        await using BatchStream stream = new(source, new BatchOptions { BatchSize = 2, Workers = 2, Shuffle = false, Prefetch = 4 });
        Assert.Equal<long[]>([0, 1], (await stream.ReadAsync())!.Samples);
        Assert.Equal<long[]>([2, 3], (await stream.ReadAsync())!.Samples);
        Assert.Same(surprise, await Assert.ThrowsAsync<InvalidOperationException>(async () => await stream.ReadAsync()));
        Assert.Same(surprise, await Assert.ThrowsAsync<InvalidOperationException>(async () => await stream.ReadAsync()));
    }

    [Fact]
    public async Task A_cancelled_read_loses_nothing()
    {
        using ManualResetEventSlim gate = new();
        FakeSource source = new(4, Tiny) { BeforeRead = _ => Assert.True(gate.Wait(Patience), "the gate stayed shut") };
        await using BatchStream stream = new(source, new BatchOptions { BatchSize = 2, Shuffle = false });
        using CancellationTokenSource cancel = new();
        ValueTask<Batch?> read = stream.ReadAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
        gate.Set();
        Assert.Equal<long[]>([0, 1], (await stream.ReadAsync())!.Samples);
        Assert.True(stream.WaitedSeconds > 0);
    }

    [Fact]
    public async Task Closing_waits_for_the_clips_in_hand_alone_and_ends_a_waiting_read()
    {
        using ManualResetEventSlim gate = new();
        using SemaphoreSlim entered = new(0);
        FakeSource source = new(100, Tiny);
        source.BeforeRead = _ =>
        {
            entered.Release();
            Assert.True(gate.Wait(Patience), "the gate stayed shut");
        };
        BatchStream stream = new(source, new BatchOptions { BatchSize = 16, Workers = 2, Prefetch = 4 });
        Assert.True(await entered.WaitAsync(Patience) && await entered.WaitAsync(Patience), "two workers should each have taken a clip");
        Task<Batch?> read = stream.ReadAsync().AsTask();
        Task close = stream.DisposeAsync().AsTask();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => read.WaitAsync(Patience));
        Assert.False(close.IsCompleted);
        gate.Set();
        await close.WaitAsync(Patience);
        Assert.Equal(2, source.Reads.Values.Sum());
        await stream.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await stream.ReadAsync());
    }
}
