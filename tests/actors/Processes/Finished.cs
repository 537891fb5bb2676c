using System.Text.Json;
using Xunit;

namespace Actors.Tests.Processes;

/// <summary>A process that has ended, with all that it wrote.</summary>
internal sealed record Finished(int Code, string Out, string Error, TimeSpan Took)
{
    public string[] OutLines => Lines(Out);

    public string[] ErrorLines => Lines(Error);

    /// <summary>Fails, with all that was written, unless the process ended with that code and kept to the rules of its streams.</summary>
    public Finished With(int code)
    {
        Assert.True(Code == code, $"exit code {Code}, not {code}, after {Took.TotalSeconds:0.0} s.\n{this}");
        Assert.All(ErrorLines, line => Assert.StartsWith("actors: ", line, StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', Out + Error);
        return this;
    }

    /// <summary>The directory that the first line of standard output names.</summary>
    public string Run => OutLines[0].Split(' ', 2)[1].Trim();

    /// <summary>A JSON file of the run directory.</summary>
    public JsonElement Json(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Run, file)));
        return document.RootElement.Clone();
    }

    /// <summary>Each block's hash in <c>summary.json</c>.</summary>
    public string[] Weights => [.. Json("summary.json").GetProperty("weights_sha256").EnumerateArray().Select(hash => hash.GetString()!)];

    public override string ToString() => $"standard output:\n{Out}\nstandard error:\n{Error}";

    static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
