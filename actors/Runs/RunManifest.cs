namespace Actors.Runs;

/// <summary>The content of <c>manifest.json</c>: what is needed to do the run again.</summary>
/// <param name="Version">Version of this program, with the git commit it was built from.</param>
/// <param name="GitCommit">That commit; empty when it was not built from a checkout.</param>
/// <param name="Command">The command as typed.</param>
/// <param name="Seed">Seed of weights, data order, crops, masks and delays.</param>
/// <param name="Started">When, in ISO 8601, UTC.</param>
/// <param name="Machine">Where it ran.</param>
/// <param name="Libraries">Versions by name.</param>
/// <param name="Data">What it learned from.</param>
public sealed record RunManifest(
    string Version, string GitCommit, string Command, long Seed, DateTimeOffset Started, MachineFacts Machine,
    IReadOnlyDictionary<string, string> Libraries, DataFacts Data);
