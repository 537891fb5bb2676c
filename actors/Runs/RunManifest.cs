using TorchSharp;

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
    IReadOnlyDictionary<string, string> Libraries, DataFacts Data)
{
    /// <summary>The manifest of a run that begins now.</summary>
    public static RunManifest Of(TrainingRequest request, OpenedClips clips) => new(
        BuildVersion.Text, BuildVersion.Commit, request.Command, request.Options.Training.Seed, DateTimeOffset.UtcNow, MachineFacts.Here(),
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["dotnet"] = Environment.Version.ToString(),
            ["torchsharp"] = BuildVersion.Of(typeof(torch).Assembly),
            ["libtorch"] = torch.__version__,
            ["akka"] = BuildVersion.Of(typeof(Akka.Actor.ActorSystem).Assembly),
        },
        new DataFacts(clips.Source.Name, clips.Source.Count, clips.Source.Classes, clips.Decoder));
}
