using System.IO.Hashing;
using System.Text;
using Actors.Data.Video;

namespace Actors.Data.Frames;

/// <summary>Under which name the frames of a video are kept: 32 hexadecimal digits.</summary>
static class VideoKey
{
    /// <summary>
    /// The key of a file as it is now: another one when its path, size or time of change is another, or other libraries decode it,
    /// which are not bit-exact for every codec. Null when there is no such file.
    /// </summary>
    public static string? Of(string path, IVideoDecoder decoder)
    {
        var file = new FileInfo(path);
        return file.Exists
            ? Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(
                $"{file.FullName}\0{file.Length}\0{file.LastWriteTimeUtc.Ticks}\0{decoder.Name}\0{decoder.Description}")))
            : null;
    }
}
