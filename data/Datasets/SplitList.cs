using System.Globalization;
using System.Text.RegularExpressions;

namespace Actors.Data.Datasets;

/// <summary>A text file that names the videos of one split, one a line, with or without a label behind.</summary>
sealed partial class SplitList
{
    const int NamedMissing = 3;

    // Labels are counted up to the largest one, so a stray number must not become a billion classes.
    const int LargestLabel = 99_999;

    SplitList(string path, IReadOnlyList<SplitListLine> lines)
    {
        Path = path;
        Lines = lines;
    }

    /// <summary>Full path of the list.</summary>
    public string Path { get; }

    /// <summary>Its lines, blank ones left out.</summary>
    public IReadOnlyList<SplitListLine> Lines { get; }

    /// <summary>The lists of a folder by split name, sorted: <c>train.txt</c> and <c>trainlist.txt</c> are <c>train</c>,
    /// <c>trainlist02.txt</c> is <c>train02</c>.</summary>
    /// <exception cref="DatasetException">Two lists have the same split.</exception>
    public static SortedDictionary<string, string> In(string folder)
    {
        SortedDictionary<string, string> lists = new(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal))
        {
            Match match = ListName().Match(System.IO.Path.GetFileName(file));
            string split = match.Groups["split"].Value + match.Groups["number"].Value;
            if (match.Success && !lists.TryAdd(split, file))
            {
                string other = System.IO.Path.GetFileName(lists[split]);
                throw new DatasetException(
                    $"{folder}: both {other} and {System.IO.Path.GetFileName(file)} list the split {split}: remove one");
            }
        }

        return lists;
    }

    /// <summary>Reads a list.</summary>
    /// <exception cref="DatasetException">A line is malformed, a file is missing, or the list is empty; the text names the list and
    /// the line.</exception>
    public static SplitList Read(string path, string folder)
    {
        List<SplitListLine> lines = [];
        List<SplitListLine> missing = [];
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            SplitListLine parsed = Parse(path, folder, number, line.Trim());
            lines.Add(parsed);
            if (!File.Exists(parsed.Path))
            {
                missing.Add(parsed);
            }
        }

        if (missing.Count > 0)
        {
            string some = string.Join(", ", missing.Take(NamedMissing).Select(line =>
                $"{System.IO.Path.GetRelativePath(folder, line.Path)} (line {line.Number})"));
            throw new DatasetException($"{path}: {missing.Count} of {lines.Count} files are not there: {some}" +
                $"{(missing.Count > NamedMissing ? ", …" : "")}; correct the list, or put the files under {folder}");
        }

        return lines.Count > 0 ? new SplitList(path, lines) : throw new DatasetException($"{path} names no file: fill it or remove it");
    }

    /// <summary>What is wrong with a line, with the names of list and line before it.</summary>
    public DatasetException Fault(SplitListLine line, string text) => new($"{Path}, line {line.Number}: {text}");

    // A whole line may be a path with spaces in it; only what is behind the last white space can be a label.
    static SplitListLine Parse(string list, string folder, int number, string line)
    {
        string whole = System.IO.Path.GetFullPath(line, folder);
        int space = line.LastIndexOfAny([' ', '\t']);
        if (space < 0 || File.Exists(whole))
        {
            return new SplitListLine(number, whole, null);
        }

        string last = line[(space + 1)..];
        if (int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out int label) && label <= LargestLabel)
        {
            return new SplitListLine(number, System.IO.Path.GetFullPath(line[..space].TrimEnd(), folder), label);
        }

        return VideoFolder.IsVideo(last)
            ? new SplitListLine(number, whole, null)
            : throw new DatasetException(
                $"{list}, line {number}: '{last}' is not a label: a line is a path, or a path and a number from 0 to {LargestLabel}");
    }

    [GeneratedRegex(@"^(?<split>train|test|val|valid|validation)(list)?(?<number>\d\d)?\.txt$")]
    private static partial Regex ListName();
}
