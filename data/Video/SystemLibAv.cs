using System.Runtime.InteropServices;

namespace Actors.Data.Video;

/// <summary>Finds the FFmpeg that the system has installed.</summary>
internal static class SystemLibAv
{
    /// <summary>The name under which users choose it.</summary>
    public const string Name = "system";

    // The newest first; a system has seldom more than one.
    static readonly (int Format, int Codec, int Util, int Scale)[] generations = [(61, 61, 59, 8), (60, 60, 58, 7), (59, 59, 57, 6)];

    /// <summary>Loads the newest generation that is there as a whole.</summary>
    /// <exception cref="DllNotFoundException">None is; the text says what is missing.</exception>
    public static LibAvDecoder Load()
    {
        var missing = new List<string>();
        foreach ((int format, int codec, int util, int scale) in generations)
        {
            // In the order in which they need each other.
            string[] names = [$"libavutil.so.{util}", $"libavcodec.so.{codec}", $"libavformat.so.{format}", $"libswscale.so.{scale}"];
            nint[] handles = [.. names.Select(name => NativeLibrary.TryLoad(name, out nint handle) ? handle : 0)];
            if (handles.All(handle => handle != 0))
            {
                var complete = new LibAvHandles(handles[2], handles[1], handles[0], handles[3], string.Join(", ", names));
                return new LibAvDecoder(Name, new LibAv(complete));
            }

            missing.Add(string.Join(", ", names.Where((_, i) => handles[i] == 0)));
        }

        throw new DllNotFoundException($"no FFmpeg 7, 6 or 5 is complete; not loadable: {string.Join("; or ", missing)}");
    }
}
