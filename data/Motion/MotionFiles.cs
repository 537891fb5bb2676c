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
    public static void Write(string folder, MotionClips clips, IVideoDecoder decoder, Action<int> written, CancellationToken stop)
    {
        foreach (string name in clips.Classes)
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

        int done = 0;
        Parallel.For(0, clips.Count, new ParallelOptions { CancellationToken = stop, MaxDegreeOfParallelism = Environment.ProcessorCount }, sample =>
        {
            WriteOne(Path.Combine(folder, FileOf(clips, sample)), clips.Read(sample), decoder);
            written(Interlocked.Increment(ref done));
        });
        List(Path.Combine(folder, "trainlist.txt"), clips, sample => !IsTest(clips, sample));
        List(Path.Combine(folder, "testlist.txt"), clips, sample => IsTest(clips, sample));
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

    static void List(string path, MotionClips clips, Func<int, bool> belongs) =>
        File.WriteAllLines(path, Enumerable.Range(0, clips.Count).Where(belongs).Select(sample => $"{FileOf(clips, sample)} {clips.LabelOf(sample)}"));

    static string FileOf(MotionClips clips, int sample) => $"{clips.Classes[clips.LabelOf(sample)]}/{clips.NameOf(sample)}.mp4";

    static bool IsTest(MotionClips clips, int sample) => sample / clips.Classes.Count % TestShare == TestShare - 1;
}
