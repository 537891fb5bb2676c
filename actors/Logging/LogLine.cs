using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Actors.Runs;

namespace Actors.Logging;

/// <summary>An event as one line.</summary>
internal static class LogLine
{
    static readonly JsonSerializerOptions Json = new(RunJson.Line)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,

        // Only what JSON itself must escape: a log is not put into a page as it is.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The line of an event.</summary>
    /// <param name="format">Of which form.</param>
    /// <param name="time">When it happened.</param>
    /// <param name="happened">It.</param>
    /// <param name="node">The process's own name in a cluster; null for a run's.</param>
    public static string Of(LogFormat format, DateTimeOffset time, RunEvent happened, string? node = null) =>
        format == LogFormat.Json ? JsonOf(time, happened, node) : TextOf(time, happened, node);

    static string JsonOf(DateTimeOffset time, RunEvent happened, string? node) => JsonSerializer.Serialize(
        new Line(
            Stamp(time), LevelOf(happened), RoomOf(happened), happened.Kind.Name, happened.Text, happened.Block, happened.Edge,
            happened.Node ?? node, happened.Incarnation, happened.Batch, happened.Depth, happened.Capacity, happened.Age, happened.Code),
        Json);

    static string TextOf(DateTimeOffset time, RunEvent happened, string? node)
    {
        (string Name, object? Value)[] facts =
        [
            ("block", happened.Block), ("edge", happened.Edge), ("node", happened.Node ?? node), ("incarnation", happened.Incarnation), ("batch", happened.Batch),
            ("depth", happened.Depth), ("capacity", happened.Capacity), ("age", happened.Age), ("code", happened.Code),
        ];
        string known = string.Join(
            ' ', facts.Where(fact => fact.Value is not null).Select(fact => string.Create(CultureInfo.InvariantCulture, $"{fact.Name}={fact.Value}")));
        return $"{Stamp(time)} {LevelOf(happened)} {RoomOf(happened)} {happened.Text}{(known.Length > 0 ? $" [{known}]" : "")}".ReplaceLineEndings(" ");
    }

    static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    static string LevelOf(RunEvent happened) => happened.Severity.ToString().ToLowerInvariant();

    static string RoomOf(RunEvent happened) => happened.Kind.Room.ToString().ToLowerInvariant();

    sealed record Line(
        string Time, string Level, string Room, string Event, string Message, int? Block, string? Edge, string? Node, int? Incarnation, long? Batch, long? Depth,
        int? Capacity, double? Age, int? Code);
}
