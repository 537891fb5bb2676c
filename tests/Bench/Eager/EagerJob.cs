using System.Text.Json;

namespace Actors.Bench.Eager;

/// <summary>Sizes and settings of the work, from <c>job.json</c>.</summary>
internal sealed record EagerJob(
    int[] Partition, int Width, int Heads, int MlpRatio, int DecoderWidth, int DecoderDepth, int DecoderHeads, int Tokens, int TokenPixels,
    double LearningRate, double Beta1, double Beta2, double Epsilon, double WeightDecay, int CheckedSteps)
{
    /// <summary>How its file and the answers are written.</summary>
    public static JsonSerializerOptions Format { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Reads it.</summary>
    public static EagerJob Read(string folder) =>
        JsonSerializer.Deserialize<EagerJob>(File.ReadAllText(Path.Combine(folder, "job.json")), Format)!;
}
