namespace Actors.Configuration;

/// <summary>Finds what was probably meant.</summary>
internal static class Nearest
{
    /// <summary>The candidate with the fewest edits from <paramref name="word"/>; null when none resembles it.</summary>
    /// <remarks>
    /// Dotted names also match by their last part, so that a key under the wrong section is found; half of the shorter one must be right,
    /// for a long word is a few edits away from any short one.
    /// </remarks>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        string last = LastPart(word);
        int limit = Math.Max(2, last.Length / 2);
        return candidates
            .Select(candidate => (candidate, whole: Distance(word, candidate), part: PartDistance(last, LastPart(candidate))))
            .Where(match => match.whole <= limit || match.part <= Math.Min(limit, Math.Max(2, LastPart(match.candidate).Length / 2)))
            .OrderBy(match => Math.Min(match.whole, match.part))
            .ThenBy(match => match.whole)
            .Select(match => match.candidate)
            .FirstOrDefault();
    }

    /// <summary>The end of a message: the nearest candidate, or else every choice.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> choices)
    {
        string all = $"choose from {string.Join(", ", choices)}";
        return To(word, choices) is { } nearest ? $"did you mean {nearest}? ({all})" : all;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.</summary>
    /// <remarks>Optimal string alignment (Boytsov 2011, section 2.2).</remarks>
    public static int Distance(string a, string b)
    {
        int[,] edits = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                edits[i, j] = Math.Min(i, j) == 0 ? Math.Max(i, j) : Math.Min(
                    Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1,
                    edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
                }
            }
        }

        return edits[a.Length, b.Length];
    }

    // A beginning of three letters or more is as good as a single slip.
    static int PartDistance(string part, string candidate) =>
        part.Length > 2 && part.Length < candidate.Length && candidate.StartsWith(part, StringComparison.Ordinal) ? 1 : Distance(part, candidate);

    static string LastPart(string name) => name[(name.LastIndexOf('.') + 1)..];
}
