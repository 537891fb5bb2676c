using System.Globalization;

namespace Actors.Tracing;

/// <summary>Times as traces have them: microseconds, with all three places, so that spans which touch still do in the file.</summary>
internal static class TraceTime
{
    const long Thousand = 1000;

    /// <summary>Nanoseconds as text.</summary>
    public static string Text(long nanoseconds) => nanoseconds < 0
        ? $"-{Text(-nanoseconds)}" : string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / Thousand}.{nanoseconds % Thousand:000}");

    /// <summary>Text as nanoseconds.</summary>
    /// <exception cref="FormatException">It was not written here.</exception>
    public static long Read(ReadOnlySpan<char> text)
    {
        int point = text.IndexOf('.');
        if (point < 0 || text.Length - point != 4)
        {
            throw new FormatException($"'{text}' is not a time of a trace");
        }

        long whole = long.Parse(text[..point], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) * Thousand;
        long rest = long.Parse(text[(point + 1)..], NumberStyles.None, CultureInfo.InvariantCulture);
        return text[0] == '-' ? whole - rest : whole + rest;
    }
}
