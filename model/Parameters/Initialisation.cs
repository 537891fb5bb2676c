namespace Actors.Model.Parameters;

/// <summary>Fills a new parameter.</summary>
internal delegate void Initialisation(Span<float> values, RandomStream random);

/// <summary>The original VideoMAE's initialisers.</summary>
internal static class Initialisations
{
    /// <summary>All zero: biases of linear layers and norms.</summary>
    public static Initialisation Zero { get; } = (values, _) => values.Clear();

    /// <summary>All one: weights of norms.</summary>
    public static Initialisation One { get; } = (values, _) => values.Fill(1);

    /// <summary>Uniform with variance <c>2 / (inputs + outputs)</c> (Glorot and Bengio 2010): matrices.</summary>
    public static Initialisation Xavier(long outputs, long inputs) => Uniform(Math.Sqrt(6.0 / (inputs + outputs)));

    /// <summary>
    /// Uniform within <c>1 / sqrt(inputs)</c>, PyTorch's default: the patch embedding with its bias, and encoder-to-decoder.
    /// </summary>
    public static Initialisation FanIn(long inputs) => Uniform(1 / Math.Sqrt(inputs));

    /// <summary>Normal, cut off at one standard deviation: mask tokens.</summary>
    public static Initialisation CutNormal(double deviation) => (values, random) =>
    {
        for (int i = 0; i < values.Length; i++)
        {
            double value = random.NextNormal();
            while (Math.Abs(value) > 1)
            {
                value = random.NextNormal();
            }

            values[i] = (float)(deviation * value);
        }
    };

    static Initialisation Uniform(double bound) => (values, random) =>
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(bound * random.NextSigned());
        }
    };
}
