using Actors.Blocks;
using Actors.Loading;

namespace Actors.Tracing;

/// <summary>Numbers and names of the tracks of a trace, in the order in which they are shown.</summary>
internal static class Tracks
{
    /// <summary>What happens to the run as a whole.</summary>
    public const int Run = 1;

    /// <summary>The loader.</summary>
    public const int Loader = 2;

    const int FirstWorker = 10;
    const int FirstBlock = 1000;
    const int FirstLink = 2000;

    /// <summary>A thread that decodes clips.</summary>
    public static int Worker(int number) => FirstWorker + number;

    /// <summary>A block.</summary>
    public static int Block(int number) => FirstBlock + number;

    /// <summary>Whether a track is a block's.</summary>
    public static bool IsBlock(int track) => track is >= FirstBlock and < FirstLink;

    /// <summary>What an end of the link of an edge writes to its connection.</summary>
    public static int SendsOf(int edge) => FirstLink + (2 * edge);

    /// <summary>What an end of the link of an edge reads from its connection.</summary>
    public static int ReceivesOf(int edge) => SendsOf(edge) + 1;

    /// <summary>Whether a track is one of a link's.</summary>
    public static bool IsLink(int track) => track >= FirstLink;

    /// <summary>Who puts activations into an edge: the loader into edge 0, block k - 1 into edge k.</summary>
    public static int ProducerOf(int edge) => edge == 0 ? Loader : Block(edge - 1);

    /// <summary>The name of an edge.</summary>
    public static string EdgeName(int edge) => $"{NameOf(ProducerOf(edge))}->{BlockSetup.NameOf(edge)}";

    /// <summary>The name of a track.</summary>
    public static string NameOf(int track) => track switch
    {
        Run => "run",
        Loader => LoaderActor.Name,
        >= FirstLink => $"{EdgeName((track - FirstLink) / 2)} {(track % 2 == 0 ? "sends" : "receives")}",
        >= FirstBlock => BlockSetup.NameOf(track - FirstBlock),
        _ => $"clips-{track - FirstWorker}",
    };
}
