using System.Globalization;

namespace Actors.Data.Datasets;

/// <summary>The files of one split of a folder, with their classes.</summary>
/// <param name="Name">Its name; <c>all</c> for every video of the folder.</param>
/// <param name="Classes">Names of the classes.</param>
/// <param name="Files">The files.</param>
sealed record Split(string Name, IReadOnlyList<string> Classes, IReadOnlyList<VideoFile> Files)
{
    /// <summary>The split of every video, whatever the lists say.</summary>
    public const string Everything = "all";

    /// <summary>Names of the splits of a folder.</summary>
    public static IReadOnlyList<string> NamesIn(VideoFolder folder) => [.. SplitList.In(folder.Path).Keys, Everything];

    /// <summary>Finds a split; without a name the training list, or every video of a folder without lists.</summary>
    /// <exception cref="DatasetException">There is no such split, or something is wrong with it.</exception>
    public static Split Open(VideoFolder folder, string? name)
    {
        SortedDictionary<string, string> lists = SplitList.In(folder.Path);
        name ??= lists.Count == 0 ? Everything : "train";
        if (name == Everything)
        {
            return All(folder, ClassIndex.Read(folder.Path));
        }

        // UCF101 numbers its three splits; the first one is meant where no number is given.
        if (!lists.TryGetValue(name, out string? path) && !lists.TryGetValue(name + "01", out path))
        {
            throw new DatasetException($"{folder.Path} has no split '{name}': it has {string.Join(", ", lists.Keys.Append(Everything))}");
        }

        SplitList list = SplitList.Read(path, folder.Path);
        return ClassIndex.Read(folder.Path) is { } index ? ByIndex(folder, name, list, index)
            : folder.Classes.Count > 0 ? ByFolder(folder, name, list)
            : ByNumber(folder, name, list, lists.Values);
    }

    // With a classInd.txt the labels are its own, so that they mean the same in every split.
    static Split All(VideoFolder folder, IReadOnlyList<string>? index)
    {
        (IReadOnlyList<string> classes, IReadOnlyList<VideoFile> files) = folder.All();
        if (index is null || folder.Classes.Count == 0)
        {
            return new Split(Everything, classes, files);
        }

        string? unknown = classes.FirstOrDefault(each => Find(index, each) < 0);
        return unknown is null
            ? new Split(Everything, index, [.. files.Select(file => file with { Label = Find(index, classes[file.Label]) })])
            : throw new DatasetException(
                $"{folder.Path}: the class folder {unknown} is not in classInd.txt: add it, or move the folder away");
    }

    // The classes are numbered from 1 in classInd.txt; a line without a label, as in UCF101's test lists, goes by its folder.
    static Split ByIndex(VideoFolder folder, string name, SplitList list, IReadOnlyList<string> classes)
    {
        return new Split(name, classes, [.. list.Lines.Select(line => FileOf(folder, line, LabelOf(line)))]);

        int LabelOf(SplitListLine line)
        {
            string parent = ParentOf(line);
            int byFolder = Find(classes, parent);
            if (line.Label is not { } label)
            {
                return byFolder >= 0
                    ? byFolder
                    : throw list.Fault(line, $"no label, and its folder {parent} is not in classInd.txt: add one of them");
            }

            if (label < 1 || label > classes.Count)
            {
                throw list.Fault(line, $"label {label} is not one of 1 to {classes.Count}, which classInd.txt names");
            }

            return byFolder < 0 || byFolder == label - 1
                ? label - 1
                : throw list.Fault(
                    line, $"label {label} is {classes[label - 1]} in classInd.txt, but the file lies in {parent}: correct one of them");
        }
    }

    // The folder is the class. A list's own numbers may count otherwise, but must tell the same classes apart.
    static Split ByFolder(VideoFolder folder, string name, SplitList list)
    {
        Dictionary<int, string> classOf = [];
        Dictionary<string, int> numberOf = [];
        return new Split(name, folder.Classes, [.. list.Lines.Select(line => FileOf(folder, line, LabelOf(line)))]);

        int LabelOf(SplitListLine line)
        {
            string parent = ParentOf(line);
            int label = Find(folder.Classes, parent);
            if (label < 0 || Path.GetDirectoryName(Path.GetDirectoryName(line.Path)) != folder.Path)
            {
                throw list.Fault(line, $"{folder.NameOf(line.Path)} does not lie in a class folder of {folder.Path}: " +
                    "move it into one, or add classInd.txt");
            }

            if (line.Label is { } number)
            {
                if (!classOf.TryAdd(number, parent) && classOf[number] != parent)
                {
                    throw Contradiction(line, $"{number} was {classOf[number]}");
                }

                if (!numberOf.TryAdd(parent, number) && numberOf[parent] != number)
                {
                    throw Contradiction(line, $"{parent} was {numberOf[parent]}");
                }
            }

            return label;
        }

        DatasetException Contradiction(SplitListLine line, string earlier) => list.Fault(
            line, $"label {line.Label} for {ParentOf(line)} contradicts an earlier line ({earlier}): correct the list");
    }

    // No class folders: the numbers are the classes, counted over all lists so that every split has the same ones.
    static Split ByNumber(VideoFolder folder, string name, SplitList list, IEnumerable<string> lists)
    {
        if (list.Lines.All(line => line.Label is null))
        {
            return new Split(name, [Path.GetFileName(folder.Path)], [.. list.Lines.Select(line => FileOf(folder, line, 0))]);
        }

        int most = lists.Select(path => path == list.Path ? list : SplitList.Read(path, folder.Path))
            .SelectMany(each => each.Lines).Max(line => line.Label ?? 0);
        return new Split(name, [.. Enumerable.Range(0, most + 1).Select(i => i.ToString(CultureInfo.InvariantCulture))],
            [.. list.Lines.Select(line =>
                FileOf(folder, line, line.Label ?? throw list.Fault(line, "no label, though other lines have one: add it")))]);
    }

    static VideoFile FileOf(VideoFolder folder, SplitListLine line, int label) => new(line.Path, folder.NameOf(line.Path), label);

    static string ParentOf(SplitListLine line) => Path.GetFileName(Path.GetDirectoryName(line.Path)) ?? "";

    static int Find(IReadOnlyList<string> classes, string name)
    {
        for (int i = 0; i < classes.Count; i++)
        {
            if (classes[i] == name)
            {
                return i;
            }
        }

        return -1;
    }
}
