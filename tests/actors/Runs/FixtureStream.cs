using Actors.Data.Batches;
using Actors.Data.Clips;
using Actors.Model.Checkpoints;
using Actors.Tests.Model;

namespace Actors.Tests.Runs;

/// <summary>The clips and masks of <c>bwssl_tiny</c> in a given order, as the batches of a run.</summary>
internal sealed class FixtureStream(SafetensorsFile file, IReadOnlyList<int> steps, long first) : IBatchStream
{
    const int ClipsOfStep = 2;

    static readonly ClipGeometry Geometry = new(Frames: 16, Size: Fixture.Tiny.FrameSize);

    long next = first;

    public ValueTask<Batch?> ReadAsync(CancellationToken cancellation = default) =>
        ValueTask.FromResult(next < steps.Count ? BatchOf(next, steps[(int)next++]) : null);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    Batch BatchOf(long number, int step)
    {
        byte[] video = file["input.video_u8"].ToArray<byte>();
        byte[] mask = file["input.mask"].ToArray<byte>();
        int masks = ClipsOfStep * Geometry.Tokens;
        Clip[] clips =
        [
            .. Enumerable.Range(step * ClipsOfStep, ClipsOfStep).Select(i =>
                new Clip(Geometry, video[(i * Geometry.ClipBytes)..((i + 1) * Geometry.ClipBytes)], 0, $"clip {i}")),
        ];
        return Batch.Of(number, clips, [.. mask[(step * masks)..((step + 1) * masks)].Select(value => value != 0)]);
    }
}
