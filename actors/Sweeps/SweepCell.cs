using Actors.Configuration;

namespace Actors.Sweeps;

/// <summary>One run of a sweep.</summary>
/// <param name="Name">Its directory under the sweep's.</param>
/// <param name="Settings">What the sweep sets for it: its base, then its place in the grid.</param>
internal sealed record SweepCell(string Name, IReadOnlyList<Setting> Settings);
