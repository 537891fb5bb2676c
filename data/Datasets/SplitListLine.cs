namespace Actors.Data.Datasets;

/// <summary>A line of a split list.</summary>
/// <param name="Number">Its number in the list, from 1.</param>
/// <param name="Path">Full path of the file it names.</param>
/// <param name="Label">The label it states, or null.</param>
sealed record SplitListLine(int Number, string Path, int? Label);
