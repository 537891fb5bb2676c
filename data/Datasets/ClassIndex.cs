using System.Globalization;

namespace Actors.Data.Datasets;

/// <summary>UCF101's <c>classInd.txt</c>: a number from 1 and a class's name a line.</summary>
static class ClassIndex
{
    /// <summary>The names in the order of their numbers, or null where the folder has no such file.</summary>
    /// <exception cref="DatasetException">A line is malformed, or the numbers are not 1, 2, 3, and so on.</exception>
    public static IReadOnlyList<string>? Read(string folder)
    {
        string path = Path.Combine(folder, "classInd.txt");
        if (!File.Exists(path))
        {
            return null;
        }

        List<string> names = [];
        int line = 0;
        foreach (string text in File.ReadLines(path))
        {
            line++;
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            string[] words = text.Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length != 2
                || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                || number != names.Count + 1)
            {
                throw new DatasetException($"{path}, line {line}: expected '{names.Count + 1} NAME', found '{text.Trim()}'");
            }

            names.Add(words[1]);
        }

        return names;
    }
}
