using System.Security.Cryptography;
using Actors.Data.Clips;
using Actors.Data.Motion;
using CsCheck;
using Xunit;

namespace Actors.Tests.Data.Motion;

public class MotionClipsTests
{
    static readonly ClipGeometry Small = new(Size: 64);

    [Fact]
    public void The_first_clips_of_the_set_are_pinned()
    {
        MotionClips set = new(Small, 24);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int sample = 0; sample < set.Count; sample++)
        {
            hash.AppendData(set.Read(sample).Pixels);
        }

        Assert.Equal("b64f9676d2fd39b480a2f8f6a77a9b5c44fdd7209c39133bfe83b3e96e37ea86", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Fact]
    public void A_clip_depends_on_set_seed_split_and_sample_alone()
    {
        MotionClips set = new(Small, 100);
        byte[] clip = set.Read(7).Pixels;
        Assert.Equal(clip, ((IClipSource)set).Read(7, seed: 5, epoch: 6).Pixels);
        Assert.Equal(clip, new MotionClips(Small, 1000).Read(7).Pixels);
        Assert.NotEqual(clip, new MotionClips(Small, 100, seed: 1).Read(7).Pixels);
        Assert.NotEqual(clip, new MotionClips(Small, 100, test: true).Read(7).Pixels);
        Assert.NotEqual(clip, set.Read(19).Pixels);
    }

    [Fact]
    public void Classes_take_turns_and_name_their_clips()
    {
        MotionClips set = new(Small, 30);
        Assert.Equal(12, set.Classes.Count);
        Assert.All(Enumerable.Range(0, 30), sample => Assert.Equal(sample % 12, set.LabelOf(sample)));
        Assert.Equal("zoom-out-000011", set.Read(11).Name);
        Assert.Throws<ArgumentOutOfRangeException>(() => set.LabelOf(30));
    }

    [Fact]
    public void What_moves_goes_where_its_class_says_at_its_speed()
    {
        MotionClips set = new(Small, 8 * 12);
        for (int sample = 0; sample < set.Count; sample++)
        {
            MotionClass motion = MotionClass.All[set.LabelOf(sample)];
            if (motion.X == 0 && motion.Y == 0)
            {
                continue;
            }

            // Near the middle of the clip, where nothing has left the frame; a fifteenth of the travel each step.
            Clip clip = set.Draw(sample, out byte[] background);
            (double x0, double y0, _) = Moments(clip, background, 6);
            (double x1, double y1, _) = Moments(clip, background, 9);
            double along = ((x1 - x0) * motion.X + (y1 - y0) * motion.Y) / Small.Size * 5;
            double across = Math.Abs((x1 - x0) * motion.Y + (y1 - y0) * motion.X) / Small.Size * 5;
            string seen = $"{clip.Name}: {along:0.00} along, {across:0.00} across";
            Assert.True(motion.Fast ? along is > 0.42 and < 0.75 : along is > 0.1 and < 0.35, seen);
            Assert.True(across < 0.1, seen);
        }
    }

    [Fact]
    public void What_zooms_covers_more_or_less_and_what_turns_the_same()
    {
        MotionClips set = new(Small, 10 * 12);
        for (int sample = 0; sample < set.Count; sample++)
        {
            MotionClass motion = MotionClass.All[set.LabelOf(sample)];
            Clip clip = set.Draw(sample, out byte[] background);
            double first = Moments(clip, background, 0).Area;
            double last = Moments(clip, background, 15).Area;
            if (motion.Zoom != 0)
            {
                Assert.True(motion.Zoom > 0 ? last > 1.5 * first : first > 1.5 * last, $"{clip.Name}: {first:0} to {last:0} pixels");
            }
            else if (motion.Turn != 0)
            {
                Assert.True(last < 1.5 * first && first < 1.5 * last, $"{clip.Name}: {first:0} to {last:0} pixels");
                Assert.False(clip.Plane(0, 0).SequenceEqual(clip.Plane(0, 15)), clip.Name);
            }
        }
    }

    [Fact]
    public void A_single_object_turns_the_way_its_class_says()
    {
        // The next frame, turned back by a small angle about the object's middle, resembles this one more than when turned on.
        MotionClips set = new(Small, 60 * 12);
        int asLabelled = 0;
        int clips = 0;
        for (int sample = 0; sample < set.Count; sample++)
        {
            MotionClass motion = MotionClass.All[set.LabelOf(sample)];
            if (motion.Turn == 0)
            {
                continue;
            }

            Clip clip = set.Draw(sample, out byte[] background);
            (double x, double y, _) = Moments(clip, background, 7);
            double back = Unlike(clip, 7, 8, x, y, -0.02);
            double on = Unlike(clip, 7, 8, x, y, 0.02);
            clips++;
            asLabelled += (back < on) == (motion.Turn < 0) ? 1 : 0;
        }

        // Two objects about one middle blur it; half would be chance.
        Assert.True(asLabelled > 0.95 * clips, $"{asLabelled} of {clips} turned as labelled");
    }

    [Fact]
    public void Any_size_and_length_can_be_drawn() => Gen.Select(Gen.Int[1, 5], Gen.Int[1, 9], Gen.Int[0, 11]).Sample(
        (slots, side, sample) =>
    {
        ClipGeometry geometry = new(slots, side * 4, 1, 4);
        Assert.Equal(geometry.ClipBytes, new MotionClips(geometry, 12).Read(sample).Pixels.Length);
    }, iter: 30);

    // Centre and area of what differs from the background, in pixels.
    static (double X, double Y, double Area) Moments(Clip clip, byte[] background, int frame)
    {
        int size = clip.Geometry.Size;
        double area = 0;
        double x = 0;
        double y = 0;
        for (int i = 0; i < size * size; i++)
        {
            int most = 0;
            for (int c = 0; c < 3; c++)
            {
                most = Math.Max(most, Math.Abs(clip.Plane(c, frame)[i] - background[c * size * size + i]));
            }

            if (most > 12)
            {
                area++;
                x += i % size;
                y += i / size;
            }
        }

        return (x / area, y / area, area);
    }

    // Mean squared difference between a frame and a later one sampled at positions turned by so many turns.
    static double Unlike(Clip clip, int frame, int later, double x0, double y0, double turns)
    {
        int size = clip.Geometry.Size;
        (double sin, double cos) = Math.SinCos(2 * Math.PI * turns);
        double sum = 0;
        int count = 0;
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                int u = (int)Math.Round(x0 + (x - x0) * cos - (y - y0) * sin);
                int v = (int)Math.Round(y0 + (x - x0) * sin + (y - y0) * cos);
                if (u >= 0 && v >= 0 && u < size && v < size)
                {
                    for (int c = 0; c < 3; c++)
                    {
                        double difference = clip.Plane(c, frame)[y * size + x] - clip.Plane(c, later)[v * size + u];
                        sum += difference * difference;
                    }

                    count++;
                }
            }
        }

        return sum / count;
    }
}
