namespace Actors.CommandLine;

/// <summary>What <c>inspect</c> found.</summary>
/// <param name="Lines">For a person.</param>
/// <param name="Json">For a program: an object that serializes to the same facts.</param>
internal sealed record Inspection(IReadOnlyList<string> Lines, object Json);
