using Actors.Data.Clips;
using Actors.Data.Video;

namespace Actors.Data.Motion;

/// <summary>Writes clips of moving objects as a labelled set of real video files.</summary>
public static class MotionFiles
{
    /// <summary>Frame rate of the files, in frames per second.</summary>
    public const double FramesPerSecond = 24;

    // Of every five clips of a class the last is for testing.
    const int TestShare = 5;

    /// <summary>Writes <c>CLASS/NAME.mp4</c> for every clip, then <c>trainlist.txt</c> and <c>testlist.txt</c>.</summary>
    /// <param name="folder">Where; made when absent.</param>
    /// <param name="clips">The clips; all frames of each become one file.</param>
    /// <param name="decoder">Whose library encodes.</param>
    /// <param name="written">Called with the number of files written so far.</param>
    /// <param name="stop">Ends the writing between two files.</param>
    /// <remarks>The same clips and library give the same bytes. Files are written on all cores; lists only when every file is there.</remarks>
    public static void Write(string folder, IClipSource clips, IVideoDecoder decoder, Action<int> written, CancellationToken stop)
    {
        foreach (int label in Enumerable.Range(0, clips.Count).Select(clips.LabelOf).Distinct())
        {
            Directory.CreateDirectory(Path.Combine(folder, clips.Classes[label]));
        }

        int done = 0;
        Parallel.For(0, clips.Count, new ParallelOptions { CancellationToken = stop, MaxDegreeOfParallelism = Environment.ProcessorCount }, sample =>
        {
            WriteOne(Path.Combine(folder, FileOf(clips, sample)), clips.Read(sample, 0, 0), decoder);
            written(Interlocked.Increment(ref done));
        });
        ILookup<bool, int> isTest = Enumerable.Range(0, clips.Count)
            .GroupBy(clips.LabelOf)
            .SelectMany(ofClass => ofClass.Select((sample, place) => (sample, test: place % TestShare == TestShare - 1)))
            .OrderBy(chosen => chosen.sample)
            .ToLookup(chosen => chosen.test, chosen => chosen.sample);
        List(Path.Combine(folder, "trainlist.txt"), clips, isTest[false]);
        List(Path.Combine(folder, "testlist.txt"), clips, isTest[true]);
    }

    static void WriteOne(string path, Clip clip, IVideoDecoder decoder)
    {
        ClipGeometry geometry = clip.Geometry;
        using VideoWriter writer = VideoWriter.Create(decoder, path, geometry.Size, geometry.Size, FramesPerSecond);
        byte[] frame_HWC = new byte[3 * geometry.Size * geometry.Size];
        for (int t = 0; t < geometry.Frames; t++)
        {
            for (int c = 0; c < 3; c++)
            {
                ReadOnlySpan<byte> plane_HW = clip.Plane(c, t);
                for (int i = 0; i < plane_HW.Length; i++)
                {
                    frame_HWC[(3 * i) + c] = plane_HW[i];
                }
            }

            writer.Write(frame_HWC);
        }

        writer.Finish();
    }

    static void List(string path, IClipSource clips, IEnumerable<int> samples) =>
        File.WriteAllLines(path, samples.Select(sample => $"{FileOf(clips, sample)} {clips.LabelOf(sample)}"));

    static string FileOf(IClipSource clips, int sample) => $"{clips.Classes[clips.LabelOf(sample)]}/{clips.NameOf(sample)}.mp4";
}
