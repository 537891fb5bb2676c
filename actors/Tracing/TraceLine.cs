using System.Globalization;
using System.Text.Json;

namespace Actors.Tracing;

/// <summary>An event of a trace as <see cref="TraceFile"/> wrote it. Only what joining changes is looked at.</summary>
/// <remarks>What stands before <c>args</c> stands in a fixed order and holds no text of others, so that nothing has to be parsed.</remarks>
/// <param name="Text">The line, without a comma behind it.</param>
internal readonly record struct TraceLine(string Text)
{
    /// <summary>What kind of event it is: <c>X</c> for a span, <c>M</c> for metadata.</summary>
    public char Phase => Text[Value("ph") + 1];

    /// <summary>Number of its track.</summary>
    public int Track => (int)Long("tid");

    /// <summary>When it began, in nanoseconds.</summary>
    public long Began => TraceTime.Read(Raw("ts"));

    /// <summary>How long it took, in nanoseconds; 0 for what is no span.</summary>
    public long Length => Phase == 'X' ? TraceTime.Read(Raw("dur")) : 0;

    /// <summary>Whether it is one that tells it from others by a number.</summary>
    public bool HasId => Phase is 'b' or 'e' or 'n' or 's' or 'f';

    /// <summary>Whether it has a name.</summary>
    public bool Is(string name) => Raw("name").Trim('"').SequenceEqual(name);

    /// <summary>Whether it is half of an arrow.</summary>
    public bool IsHalf => Phase == 'i' && Text.Contains($"\"cat\":\"{TraceFile.Half}\"", StringComparison.Ordinal);

    /// <summary>A number of it.</summary>
    public long Long(string field) => long.Parse(Raw(field), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>A text of it.</summary>
    public string String(string field) => new(Raw(field).Trim('"'));

    /// <summary>The line with another value of a field.</summary>
    public TraceLine With(string field, string value)
    {
        int at = Value(field);
        return new TraceLine(string.Concat(Text.AsSpan(0, at), value, Text.AsSpan(at + Raw(field).Length)));
    }

    /// <summary>Whether this is a whole event, and not what a process was writing when it ended.</summary>
    public bool IsWhole()
    {
        try
        {
            using var parsed = JsonDocument.Parse(Text);
            return parsed.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    ReadOnlySpan<char> Raw(string field)
    {
        ReadOnlySpan<char> rest = Text.AsSpan(Value(field));
        return rest[..rest.IndexOfAny(',', '}')];
    }

    int Value(string field)
    {
        int at = Text.IndexOf($"\"{field}\":", StringComparison.Ordinal);
        return at >= 0 ? at + field.Length + 3 : throw new FormatException($"no {field} in the line {Text} of a trace");
    }
}
