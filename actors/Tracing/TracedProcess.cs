using System.Text.Json.Serialization;

namespace Actors.Tracing;

/// <summary>What a joined trace says of one of its processes.</summary>
/// <param name="Process">What it is called.</param>
/// <param name="Pid">Its number in the trace.</param>
/// <param name="Events">Events that it wrote.</param>
/// <param name="EventsLost">Events that are missing because they came faster than they could be written.</param>
/// <param name="Whole">Whether it wrote its part to the end; false for one that was lost.</param>
/// <param name="ErrorUs">How far its times may be off against those of the coordinator, at most, in microseconds.</param>
/// <param name="ClockOffsetUs">What was added to its clock's time at the end, in microseconds.</param>
/// <param name="LeastRoundTripUs">The shortest round trip of a comparison, in microseconds.</param>
/// <param name="Comparisons">How often its clock was compared.</param>
/// <param name="DriftPpm">Bound on its clock's drift that the error allows for, in millionths.</param>
internal sealed record TracedProcess(
    string Process, int Pid, long Events, long EventsLost, bool Whole, double ErrorUs, double ClockOffsetUs, double LeastRoundTripUs, long Comparisons,
    double DriftPpm)
{
    /// <summary>The same in a few words.</summary>
    [JsonIgnore]
    public string Label => (Comparisons == 0 ? "clock of the trace" : FormattableString.Invariant($"clock within {ErrorUs / 1000:0.000} ms"))
        + (Whole ? "" : ", lost: this is what it had written");
}
