using Actors.Configuration;
using Actors.Runs;

namespace Actors.Logging;

/// <summary>Knows what is logged.</summary>
internal sealed class LogLevels
{
    readonly LogLevel level;
    readonly Dictionary<LogRoom, LogLevel> rooms = [];

    /// <summary>The levels of a configuration.</summary>
    /// <exception cref="FormatException">A room's level is not one; the text says which.</exception>
    public LogLevels(LogOptions options)
    {
        level = options.Level;
        foreach (string text in options.Rooms)
        {
            string[] sides = text.Split('=', StringSplitOptions.TrimEntries);
            if (sides.Length != 2)
            {
                throw new FormatException($"'{text}' is not ROOM=LEVEL, such as edges=warning");
            }

            rooms[Parse<LogRoom>(sides[0], text, "room")] = Parse<LogLevel>(sides[1], text, "level");
        }
    }

    /// <summary>Whether an event is logged.</summary>
    public bool Let(RunEvent happened) => (int)happened.Severity >= (int)rooms.GetValueOrDefault(happened.Kind.Room, level);

    static T Parse<T>(string name, string text, string what) where T : struct, Enum
    {
        string[] names = [.. Enum.GetNames<T>().Select(KebabCase.Of)];
        int at = Array.IndexOf(names, name);
        return at >= 0 ? Enum.GetValues<T>()[at] : throw new FormatException($"'{text}' names no {what}: {Nearest.Hint(name, names)}");
    }
}
