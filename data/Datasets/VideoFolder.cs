namespace Actors.Data.Datasets;

/// <summary>What lies in a data set's folder: class folders with videos, or videos.</summary>
sealed class VideoFolder
{
    // The containers that libav reads and data sets come in.
    static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".3gp", ".asf", ".avi", ".flv", ".gif", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts", ".ogv", ".ts",
        ".webm", ".wmv",
    };

    VideoFolder(string path, string[] classes, string[] loose)
    {
        Path = path;
        Classes = classes;
        Loose = loose;
    }

    /// <summary>Full path, without a slash at its end.</summary>
    public string Path { get; }

    /// <summary>Names of the sub-folders with videos in them, sorted ordinally.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Full paths of the videos that lie in the folder itself, sorted ordinally.</summary>
    public IReadOnlyList<string> Loose { get; }

    /// <summary>Looks into a folder and its sub-folders.</summary>
    /// <exception cref="DatasetException">The folder is not there, or may not be read.</exception>
    public static VideoFolder Open(string path)
    {
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (!Directory.Exists(full))
        {
            throw new DatasetException(File.Exists(full)
                ? $"{path} is a file, not a folder: give the folder that holds the videos or the class folders"
                : $"{path}: no such folder (looked for {full}): " +
                    "give a folder of videos, of class folders, or a generated set such as motion");
        }

        try
        {
            string[] classes =
            [
                .. Directory.EnumerateDirectories(full).Where(folder => Directory.EnumerateFiles(folder).Any(IsVideo))
                    .Select(folder => System.IO.Path.GetFileName(folder)!).Order(StringComparer.Ordinal),
            ];
            return new VideoFolder(full, classes, Sorted(full));
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new DatasetException($"{path} cannot be read: {denied.Message}", denied);
        }
    }

    /// <summary>Every video: those of the class folders, or the loose ones as one class.</summary>
    /// <exception cref="DatasetException">There is none, or there are both kinds.</exception>
    public (IReadOnlyList<string> Classes, IReadOnlyList<VideoFile> Files) All()
    {
        if (Classes.Count > 0 && Loose.Count > 0)
        {
            throw new DatasetException($"{Path} has videos in {Classes.Count} class folders and {Loose.Count} beside them, such as " +
                $"{NameOf(Loose[0])}: move those into class folders, or name the files in a list");
        }

        if (Classes.Count == 0 && Loose.Count == 0)
        {
            throw new DatasetException($"{Path} has no videos, neither in itself nor one folder down " +
                $"({string.Join(' ', Extensions.Order(StringComparer.Ordinal))}): give the folder that holds the videos or the class folders");
        }

        return Classes.Count == 0
            ? ([System.IO.Path.GetFileName(Path)], [.. Loose.Select(file => new VideoFile(file, NameOf(file), 0))])
            : (Classes, [.. Classes.SelectMany((name, label) =>
                Sorted(System.IO.Path.Combine(Path, name)).Select(file => new VideoFile(file, NameOf(file), label)))]);
    }

    /// <summary>A file's path relative to the folder, with slashes.</summary>
    public string NameOf(string file) => System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/');

    /// <summary>Whether a file's name ends as a video's does.</summary>
    public static bool IsVideo(string file) => Extensions.Contains(System.IO.Path.GetExtension(file));

    static string[] Sorted(string folder) => [.. Directory.EnumerateFiles(folder).Where(IsVideo).Order(StringComparer.Ordinal)];
}
