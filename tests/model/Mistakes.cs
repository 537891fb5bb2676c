using System.Text.Json;

namespace Actors.Tests.Model;

/// <summary>What common mistakes do to loss, prediction and targets, so that a failing test can name its cause.</summary>
internal static class Mistakes
{
    /// <summary>The known sizes of deviation, by mistake.</summary>
    public static string Hint(string quantity) => "Known causes by size: " + string.Join(", ", Read()
        .Where(mistake => mistake.Value.GetProperty(quantity).GetDouble() > 0)
        .Select(mistake => $"{mistake.Name} {mistake.Value.GetProperty(quantity).GetDouble():g3}"));

    /// <summary>The mistake whose loss is nearest.</summary>
    public static string NearestLoss(double loss)
    {
        JsonProperty nearest = Read().MinBy(mistake => Math.Abs(mistake.Value.GetProperty("loss").GetDouble() - loss));
        return $"The nearest known loss is that of {nearest.Name}, {nearest.Value.GetProperty("loss").GetDouble()}.";
    }

    static IReadOnlyList<JsonProperty> Read()
    {
        JsonDocument json = JsonDocument.Parse(File.ReadAllText(SharedFolder.Path("reference/videomae_tiny_mistakes.json")));
        return [.. json.RootElement.EnumerateObject()];
    }
}
