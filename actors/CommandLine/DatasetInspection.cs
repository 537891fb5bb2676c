using System.Globalization;
using Actors.Data.Clips;
using Actors.Data.Datasets;
using Actors.Data.Video;
using Actors.Terminal;

namespace Actors.CommandLine;

/// <summary>A folder of videos: every file decoded to its end.</summary>
internal static class DatasetInspection
{
    const string Everything = "all";

    /// <summary>Reads all files on all cores.</summary>
    /// <exception cref="DatasetException">It is no data set.</exception>
    public static Inspection Of(string path, DecoderReport report, Func<int, CountLine> count, CancellationToken stop)
    {
        var geometry = new ClipGeometry();
        VideoDataset all = VideoDataset.Open(path, Everything, report.Decoder, geometry);
        var files = new FileFound[all.Files.Count];
        using (CountLine progress = count(files.Length))
        {
            int done = 0;
            var parallel = new ParallelOptions { CancellationToken = stop, MaxDegreeOfParallelism = Environment.ProcessorCount };
            Parallel.For(0, files.Length, parallel, i =>
            {
                files[i] = Probe(all.Files[i], report.Decoder);
                progress.Report(Interlocked.Increment(ref done));
            });
        }

        IEnumerable<string> named = VideoDataset.SplitsOf(path).Where(name => name != Everything);
        SplitFound[] splits = [.. named.Select(name => Split(path, name, report.Decoder, geometry))];
        ClassFound[] classes = [.. all.Classes.Select((name, label) => Class(name, [.. files.Where(file => file.Label == label)]))];
        var broken = files.Where(file => file.Reason is not null).Select(file => new { file.Name, file.Reason, file.Detail }).ToArray();
        FileFound[] withErrors = [.. files.Where(file => file.Video is { ReadErrors: > 0 })];
        var damaged = withErrors.Select(file => new { file.Name, file.Video!.ReadErrors }).ToArray();

        int names = Math.Max(5, classes.Max(found => found.Name.Length));
        string[] lines =
        [
            $"data     {path}: {files.Length} files, {classes.Length} classes, {broken.Length} broken, {Phrases.Duration(classes.Sum(found => found.Seconds))} in all",
            $"         {"class".PadRight(names)}  clips  frames (least, median, most)  seconds (least, median, most)    in all",
            .. classes.Select(found => Line(found, names)),
            .. splits.Select(split => $"split    {split.Name}: {split.Problem ?? $"{split.Clips} clips"}"),
            .. broken.Select(file => $"broken   {file.Name}: {file.Reason}: {file.Detail}"),
            .. damaged.Select(file => $"damaged  {file.Name}: {file.ReadErrors} packets could not be read"),
            .. report.Lines,
        ];
        return new Inspection(lines, new
        {
            Kind = "dataset",
            Path = path,
            Files = files.Length,
            Seconds = Math.Round(classes.Sum(found => found.Seconds), 3),
            Classes = classes,
            Splits = splits,
            Broken = broken,
            Damaged = damaged,
            Decoder = report.Json,
        });
    }

    static string Line(ClassFound found, int names)
    {
        string frames = $"{found.LeastFrames}, {found.MedianFrames}, {found.MostFrames}";
        string seconds = string.Create(CultureInfo.InvariantCulture, $"{found.LeastSeconds:0.00}, {found.MedianSeconds:0.00}, {found.MostSeconds:0.00}");
        string all = found.Seconds.ToString("0.0", CultureInfo.InvariantCulture);
        return $"         {found.Name.PadRight(names)}  {found.Clips,5}  {frames,28}  {seconds,29}  {all,8}";
    }

    static FileFound Probe(VideoFile file, IVideoDecoder decoder)
    {
        try
        {
            return new FileFound(file.Name, file.Label, VideoProbe.Of(decoder, file.Path), null, null);
        }
        catch (VideoException e)
        {
            return new FileFound(file.Name, file.Label, null, e.Fault.ToString().ToLowerInvariant(), e.Detail);
        }
    }

    static SplitFound Split(string path, string name, IVideoDecoder decoder, ClipGeometry geometry)
    {
        try
        {
            return new SplitFound(name, VideoDataset.Open(path, name, decoder, geometry).Count, null);
        }
        catch (DatasetException e)
        {
            return new SplitFound(name, 0, e.Message);
        }
    }

    static ClassFound Class(string name, FileFound[] files)
    {
        int[] frames = [.. files.Select(file => file.Video?.Frames).OfType<int>().Order()];
        double?[] lengths = [.. files.Select(file => file.Video is { } video ? VideoInspection.Seconds(video) : null)];
        double[] seconds = [.. lengths.OfType<double>().Select(length => Math.Round(length, 3)).Order()];
        (int Least, int Median, int Most) counted = Spread(frames);
        (double Least, double Median, double Most) lasted = Spread(seconds);
        return new ClassFound(
            name, files.Length, counted.Least, counted.Median, counted.Most, lasted.Least, lasted.Median, lasted.Most, Math.Round(seconds.Sum(), 3));
    }

    static (T Least, T Median, T Most) Spread<T>(T[] ordered) where T : struct =>
        ordered.Length == 0 ? default : (ordered[0], ordered[ordered.Length / 2], ordered[^1]);

    sealed record FileFound(string Name, int Label, VideoProbe? Video, string? Reason, string? Detail);

    sealed record ClassFound(
        string Name, int Clips, int LeastFrames, int MedianFrames, int MostFrames, double LeastSeconds, double MedianSeconds, double MostSeconds, double Seconds);

    sealed record SplitFound(string Name, int Clips, string? Problem);
}
