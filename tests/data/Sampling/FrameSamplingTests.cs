using System.Text.Json;
using Actors.Data.Sampling;
using CsCheck;
using Xunit;

namespace Actors.Tests.Data.Sampling;

public class FrameSamplingTests
{
    [Fact]
    public void Frames_and_offsets_are_those_of_the_reference()
    {
        using JsonDocument reference = JsonDocument.Parse(File.ReadAllText(SharedFolder.Path("reference/misc_reference.json")));
        foreach (JsonElement one in reference.RootElement.GetProperty("frame_sampling").EnumerateArray())
        {
            int available = one.GetProperty("num_frames_in_video").GetInt32();
            int stride = one.GetProperty("step").GetInt32();
            int frames = one.GetProperty("clip_len").GetInt32();
            Assert.Equal(one.GetProperty("offset_range_inclusive")[1].GetInt32(), FrameSampling.LastOffset(available, frames, stride));
            Assert.Equal(
                one.GetProperty("frame_ids").EnumerateArray().Select(id => id.GetInt32()),
                FrameSampling.Frames(available, frames, stride, one.GetProperty("offset").GetInt32()));
        }
    }

    [Fact]
    public void Sixteen_frames_at_stride_one_are_all_used() =>
        Assert.Equal(Enumerable.Range(0, 16), FrameSampling.Frames(16, 16, 1, 0));

    [Fact]
    public void Chosen_frames_exist_and_keep_the_stride_until_the_video_ends() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 32], Gen.Int[1, 12], Gen.Double.Unit).Sample((available, frames, stride, place) =>
        {
            int offset = (int)(place * FrameSampling.LastOffset(available, frames, stride));
            int[] chosen = FrameSampling.Frames(available, frames, stride, offset);
            Assert.Equal(frames, chosen.Length);
            Assert.Equal(offset, chosen[0]);
            for (int i = 1; i < frames; i++)
            {
                Assert.InRange(chosen[i], 0, available - 1);
                Assert.True(chosen[i] == chosen[i - 1] + stride || (chosen[i] == chosen[i - 1] && chosen[i] + stride >= available));
            }
        });
}
