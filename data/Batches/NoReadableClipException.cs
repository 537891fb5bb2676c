using Actors.Data.Clips;

namespace Actors.Data.Batches;

/// <summary>Not one sample of a source can be read.</summary>
public sealed class NoReadableClipException : IOException
{
    /// <summary>Names the source, its number of samples and how many failed for which reason.</summary>
    internal NoReadableClipException(string source, IReadOnlyCollection<ClipUnreadableException> faults)
        : base($"{source}: none of {faults.Count} clips can be read ({Summary(faults)}); for example {faults.First().Message}")
    {
        Reasons = faults.CountBy(fault => fault.Reason).ToDictionary();
    }

    /// <summary>Number of samples by reason.</summary>
    public IReadOnlyDictionary<string, int> Reasons { get; }

    static string Summary(IReadOnlyCollection<ClipUnreadableException> faults) => string.Join(", ", faults
        .CountBy(fault => fault.Reason)
        .OrderByDescending(reason => reason.Value).ThenBy(reason => reason.Key, StringComparer.Ordinal)
        .Select(reason => $"{reason.Value} {reason.Key}"));
}
