using System.Text.Json;
using System.Text.Json.Serialization;

namespace Actors.Runs;

/// <summary>How the run directory's JSON is written: snake_case names, NaN and infinities as strings.</summary>
public static class RunJson
{
    /// <summary>One object on one line.</summary>
    public static JsonSerializerOptions Line { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Indented, for people.</summary>
    public static JsonSerializerOptions Page { get; } = new(Line) { WriteIndented = true };

    /// <summary>Writes an object as a file: under a temporary name, flushed to the disk, then renamed.</summary>
    public static void Write<T>(string path, T value)
    {
        string temporary = path + ".tmp";
        using (FileStream file = File.Create(temporary))
        {
            JsonSerializer.Serialize(file, value, Page);
            file.WriteByte((byte)'\n');
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
