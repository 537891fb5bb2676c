using System.Text.Json;
using Actors.Model.Checkpoints;
using Actors.Model.Evaluation;
using Xunit;

namespace Actors.Tests.Model.Evaluation;

/// <summary>The reference numbers of <c>metrics_reference.json</c>, and random embeddings for checks without them.</summary>
internal static class Metrics
{
    static readonly Lazy<SafetensorsFile> Inputs = new(() => SafetensorsFile.Read(SharedFolder.Path("reference/metrics_inputs.safetensors")));

    static readonly Lazy<JsonElement> Numbers = new(() =>
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(SharedFolder.Path("reference/metrics_reference.json")));
        return document.RootElement.Clone();
    });

    public static SafetensorsEntry Input(string name) => Inputs.Value[name];

    public static Embeddings Matrix(string name) => Embeddings.Of(Input(name).ToArray<float>(), (int)Input(name).Shape[0]);

    public static long[] Labels(string name) => Input(name).ToArray<long>();

    public static double Number(params string[] path) => path.Aggregate(Numbers.Value, (element, name) => element.GetProperty(name)).GetDouble();

    public static double[] Array(params string[] path) =>
        [.. path.Aggregate(Numbers.Value, (element, name) => element.GetProperty(name)).EnumerateArray().Select(value => value.GetDouble())];

    /// <summary>Asserts <c>|a - e| &lt;= atol + rtol |e|</c> and shows the deviation.</summary>
    public static void Close(double expected, double actual, string name, double atol = 1e-9, double rtol = 0)
    {
        double off = Math.Abs(actual - expected);
        Assert.True(off <= atol + (rtol * Math.Abs(expected)), $"{name}: {actual:G17} where {expected:G17} is expected, {off:G3} off");
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {off:G3} off");
    }

    public static void Close(IReadOnlyList<double> expected, IReadOnlyList<double> actual, string name, double atol = 1e-9)
    {
        Assert.Equal(expected.Count, actual.Count);
        int worst = Enumerable.Range(0, expected.Count).MaxBy(i => Math.Abs(expected[i] - actual[i]));
        Close(expected[worst], actual[worst], $"{name}[{worst}]", atol);
    }

    /// <summary>Normal numbers, rounded to float32.</summary>
    public static float[,] Random(int samples, int width, int seed)
    {
        Random random = new(seed);
        float[,] values = new float[samples, width];
        for (int i = 0; i < samples; i++)
        {
            for (int j = 0; j < width; j++)
            {
                values[i, j] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            }
        }

        return values;
    }

    public static Embeddings Of(float[,] values) => Embeddings.Of(values.Cast<float>().ToArray(), values.GetLength(0));

    public static double Distance(float[,] x, int i, int j)
    {
        double sum = 0;
        for (int d = 0; d < x.GetLength(1); d++)
        {
            sum += ((double)x[i, d] - x[j, d]) * ((double)x[i, d] - x[j, d]);
        }

        return Math.Sqrt(sum);
    }

    public static double Cosine(float[,] x, int i, int j)
    {
        double dot = 0;
        double a = 0;
        double b = 0;
        for (int d = 0; d < x.GetLength(1); d++)
        {
            dot += (double)x[i, d] * x[j, d];
            a += (double)x[i, d] * x[i, d];
            b += (double)x[j, d] * x[j, d];
        }

        return dot / Math.Sqrt(a * b);
    }
}
