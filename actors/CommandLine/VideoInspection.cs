using System.Globalization;
using Actors.Data.Video;

namespace Actors.CommandLine;

/// <summary>One video file.</summary>
internal static class VideoInspection
{
    /// <summary>Decodes the file to its end.</summary>
    /// <exception cref="VideoException">It is no video, or a broken one.</exception>
    public static Inspection Of(string path, DecoderReport report)
    {
        VideoProbe probe = VideoProbe.Of(report.Decoder, path);
        double? seconds = Seconds(probe);
        string rate = probe.FramesPerSecond > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{probe.FramesPerSecond:0.###} a second, {seconds:0.00} s") : "rate not stated";
        string[] lines =
        [
            $"video    {path}",
            $"codec    {probe.Codec}",
            $"size     {probe.Width}x{probe.Height}{(probe.Rotation == 0 ? "" : $", turned by {probe.Rotation} degrees")}",
            $"frames   {probe.Frames} ({rate})",
            $"errors   {probe.ReadErrors} packets could not be read",
            .. report.Lines,
        ];
        return new Inspection(lines, new { Kind = "video", Path = path, Video = probe, Seconds = seconds, Decoder = report.Json });
    }

    /// <summary>Length of a video; null when the container states no rate.</summary>
    public static double? Seconds(VideoProbe probe) => probe.FramesPerSecond > 0 ? probe.Frames / probe.FramesPerSecond : null;
}
