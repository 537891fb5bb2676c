using System.Text.Json;
using System.Text.Json.Serialization;
using Actors.Runs;

namespace Actors.Steering;

/// <summary>A line of <c>steering.jsonl</c>, and of <c>steering</c> in <c>summary.json</c>: what was asked of a run while it went on.</summary>
/// <param name="Time">When it took effect, in seconds since 1970-01-01 UTC.</param>
/// <param name="Command">What it was: <c>pause</c>, <c>resume</c>, <c>snapshot</c> or <c>slowdown</c>.</param>
/// <param name="Batch">The batch that the loader emits next.</param>
/// <param name="Incarnation">The attempt it was in.</param>
public sealed record SteeringLine(double Time, string Command, long Batch, int Incarnation)
{
    /// <summary>The block that was slowed down; absent for the other commands.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Block { get; init; }

    /// <summary>The factor on its steps' own time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Factor { get; init; }

    /// <summary>Updates that the block had made when the factor took effect: the step after them is the first that is stretched by it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Update { get; init; }

    /// <summary>Writes it behind the other lines of a file.</summary>
    public void AppendTo(string path) => File.AppendAllText(path, JsonSerializer.Serialize(this, RunJson.Line) + "\n");
}
