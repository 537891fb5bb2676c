namespace Actors.Data.Clips;

/// <summary>A numbered set of labelled clips. Safe for any number of threads.</summary>
public interface IClipSource
{
    /// <summary>Short name for logs and reports, such as <c>tennis7/train</c>.</summary>
    string Name { get; }

    /// <summary>Samples, numbered from 0.</summary>
    int Count { get; }

    /// <summary>Size of the clips.</summary>
    ClipGeometry Geometry { get; }

    /// <summary>Names of the classes; a label is an index into it.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>The class of a sample.</summary>
    int LabelOf(int sample);

    /// <summary>The name of a sample, unique within the source.</summary>
    string NameOf(int sample);

    /// <summary>The clip of a sample: a function of the three arguments and the stored data alone.</summary>
    /// <param name="sample">Number of the sample.</param>
    /// <param name="seed">Seed of the run, for what is drawn: frames and crop.</param>
    /// <param name="epoch">Number of the pass over the samples, for the same.</param>
    /// <exception cref="ClipUnreadableException">The sample cannot be read, at any seed or epoch.</exception>
    Clip Read(int sample, long seed, long epoch);
}
