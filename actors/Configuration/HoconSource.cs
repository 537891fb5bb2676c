using Akka.Configuration.Hocon;

namespace Actors.Configuration;

/// <summary>Reads a HOCON file into settings.</summary>
internal static class HoconSource
{
    // Deeper than any key of ours; Akka's parser makes an endless value of a substitution that is not there.
    const int MaxDepth = 16;

    const int MaxIncludes = 8;

    /// <summary>The settings of a file, includes resolved beside the file that names them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="origin">What its values are said to come from.</param>
    /// <exception cref="ConfigurationException">It cannot be read, or is not HOCON.</exception>
    public static IReadOnlyList<Setting> Read(string path, string origin)
    {
        var settings = new List<Setting>();
        Flatten(Parse(path, 0).Value, "", origin, 0, settings);
        return settings;
    }

    /// <summary>The settings of a text; it includes nothing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="origin">What it is, for errors.</param>
    /// <exception cref="ConfigurationException">It is not HOCON.</exception>
    public static IReadOnlyList<Setting> ReadText(string text, string origin)
    {
        var settings = new List<Setting>();
        Flatten(Parse(text, origin, name => throw new ConfigurationException([$"{origin}: includes {name}, which a text cannot"])).Value, "", origin, 0, settings);
        return settings;
    }

    static HoconRoot Parse(string path, int includes)
    {
        if (includes > MaxIncludes)
        {
            throw new ConfigurationException([$"{path}: included {includes} files deep: do the files include each other?"]);
        }

        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string problem = e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file"
                : Directory.Exists(path) ? "is a folder, not a configuration file" : e.Message;
            throw new ConfigurationException([$"{path}: {problem}"]);
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Parse(text, path, name => Parse(Path.Combine(folder, name), includes + 1));
    }

    static HoconRoot Parse(string text, string origin, Func<string, HoconRoot> include)
    {
        if (HoconBrackets.FirstError(text) is { } unbalanced)
        {
            throw new ConfigurationException([$"{origin}: {unbalanced}"]);
        }

        try
        {
            return Parser.Parse(text, include);
        }
        catch (Exception e) when (e is not ConfigurationException)
        {
            // Akka throws FormatException, its own ConfigurationException, and plain Exception.
            throw new ConfigurationException([$"{origin}: not valid HOCON: {e.Message.ReplaceLineEndings(" ").Trim()}"]);
        }
    }

    static void Flatten(HoconValue value, string name, string origin, int depth, List<Setting> settings)
    {
        if (depth > MaxDepth)
        {
            string start = name[..Math.Min(name.Length, 60)];
            throw new ConfigurationException([$"{start} ({origin}): nested without end; is there a ${{?…}} of nothing?"]);
        }

        if (value.Values.OfType<HoconArray>().Any())
        {
            bool flat = value.GetArray().All(item => !item.IsObject() && !item.IsArray());
            settings.Add(flat
                ? new Setting(name, [.. value.GetArray().Select(item => Text(item) ?? "")], origin) { IsList = true }
                : new Setting(name, [], origin) { IsSection = true });
        }
        else if (value.Values.OfType<HoconObject>().Any() || (!value.IsEmpty && value.IsObject()))
        {
            Dictionary<string, HoconValue> items = value.GetObject().Items;
            foreach ((string key, HoconValue item) in items)
            {
                Flatten(item, name.Length == 0 ? key : $"{name}.{key}", origin, depth + 1, settings);
            }

            if (items.Count == 0 && name.Length > 0)
            {
                settings.Add(new Setting(name, [], origin) { IsSection = true });
            }
        }
        else if (name.Length > 0)
        {
            settings.Add(new Setting(name, Text(value) is { } text ? [text] : [], origin));
        }
    }

    // Akka keeps the blanks before a comment as a part of their own, and GetString of the whole trims them together with blanks that were
    // quoted. So the last part goes when it is blank, and the others stay as they are.
    static string? Text(HoconValue value)
    {
        List<string?> parts = [.. value.Values.Select(part => part.GetString())];
        if (parts.Count > 1 && string.IsNullOrWhiteSpace(parts[^1]))
        {
            parts.RemoveAt(parts.Count - 1);
        }

        return parts.Count == 0 || value.GetString() is null ? null : string.Concat(parts);
    }
}
