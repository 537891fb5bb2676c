namespace Actors.Data.Sampling;

/// <summary>Which frames of a video make a clip.</summary>
/// <remarks>
/// VideoMAE's rule: frames at a fixed stride from an offset; a video that ends before the clip does repeats its last frame on the
/// stride. One corner differs: VideoMAE never steps onto the very last frame of a video, so that 16 frames at stride 1 would
/// give the 15th twice; here they give all 16.
/// </remarks>
public static class FrameSampling
{
    /// <summary>The last offset at which <paramref name="frames"/> strides fit into the video; 0 when they don't fit at all.</summary>
    /// <param name="available">Frames in the video.</param>
    /// <param name="frames">Frames of the clip.</param>
    /// <param name="stride">Frames from one chosen frame to the next.</param>
    public static int LastOffset(int available, int frames, int stride) => (int)Math.Max(0L, available - (long)frames * stride);

    /// <summary>The chosen frame numbers, ascending, possibly repeating at the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The video has no such first frame, or the stride is not positive.</exception>
    public static int[] Frames(int available, int frames, int stride, int offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, available);
        int[] chosen = new int[frames];
        int frame = offset;
        for (int i = 0; i < frames; i++)
        {
            chosen[i] = frame;
            if (stride < available - frame)
            {
                frame += stride;
            }
        }

        return chosen;
    }
}
