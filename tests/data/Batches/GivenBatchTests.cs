using Actors.Data.Batches;
using Actors.Data.Clips;
using Actors.Data.Motion;
using Xunit;

namespace Actors.Tests.Data.Batches;

public class GivenBatchTests
{
    static readonly ClipGeometry Geometry = new(Frames: 4, Size: 32);

    [Fact]
    public async Task Clips_and_masks_of_a_streamed_batch_make_the_same_batch_again()
    {
        await using BatchStream stream = new(new MotionClips(Geometry, 5, 1), new BatchOptions { BatchSize = 3, KeepClips = true });
        Batch expected = (await stream.ReadAsync(TestContext.Current.CancellationToken))!;
        Clip[] clips = [.. expected.Clips!.Chunk(Geometry.ClipBytes).Zip(expected.Labels, (pixels, label) => new Clip(Geometry, pixels, (int)label, ""))];
        Batch actual = Batch.Of(7, clips, expected.Mask);
        Assert.Equal(7, actual.Number);
        Assert.Equal(expected.Visible, actual.Visible);
        Assert.Equal(expected.VisibleIndex, actual.VisibleIndex);
        Assert.Equal(expected.Targets, actual.Targets);
        Assert.Equal(expected.DecodedIndex, actual.DecodedIndex);
        Assert.Equal(expected.Mask, actual.Mask);
        Assert.Equal(expected.Clips, actual.Clips);
        Assert.Equal(expected.Labels, actual.Labels);
        Assert.Equal([0, 1, 2], actual.Samples);
    }

    [Fact]
    public void Masks_of_another_length_or_of_unequal_counts_are_refused_by_number_and_place()
    {
        Clip[] clips = [Clip.Black(Geometry, 0, "a"), Clip.Black(Geometry, 0, "b")];
        var length = Assert.Throws<ArgumentException>(() => Batch.Of(3, clips, new bool[10]));
        Assert.Equal("batch 3: 2 clips of 32 tokens and a mask of 10", length.Message);
        bool[] mask = new bool[64];
        mask[0] = true;
        var count = Assert.Throws<ArgumentException>(() => Batch.Of(3, clips, mask));
        Assert.StartsWith("batch 3: clip 1 (4 x 32 x 32", count.Message, StringComparison.Ordinal);
    }
}
