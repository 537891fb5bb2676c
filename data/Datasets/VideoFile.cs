namespace Actors.Data.Datasets;

/// <summary>A labelled file.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Name">Its path relative to the data set, with slashes.</param>
/// <param name="Label">Index of its class.</param>
public sealed record VideoFile(string Path, string Name, int Label);
