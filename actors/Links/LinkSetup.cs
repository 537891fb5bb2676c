using Actors.Edges;
using Actors.Tracing;

namespace Actors.Links;

/// <summary>What both ends of a link need to know.</summary>
/// <param name="Identity">Run, edge and incarnation.</param>
/// <param name="Token">The run's secret, 32 random bytes from the coordinator; both ends prove that they have it.</param>
/// <param name="Plan">The edge that it carries.</param>
/// <param name="Shape">What its activations look like.</param>
/// <param name="Options">How its connections behave.</param>
/// <param name="Meter">Counts this end; made by whoever reads it.</param>
public sealed record LinkSetup(LinkIdentity Identity, ReadOnlyMemory<byte> Token, EdgePlan Plan, LinkShape Shape, LinkOptions Options, LinkMeter Meter)
{
    /// <summary>Bytes of a token.</summary>
    public const int TokenBytes = 32;

    /// <summary>The run's secret.</summary>
    /// <exception cref="ArgumentException">It is not of <see cref="TokenBytes"/> bytes.</exception>
    public ReadOnlyMemory<byte> Token { get; } = Token.Length == TokenBytes
        ? Token
        : throw new ArgumentException($"edge {Plan.Name}: the run's token has {Token.Length} bytes, it needs {TokenBytes} random ones");

    /// <summary>Notes what is written and read; null without a trace.</summary>
    public LinkTrace? Trace { get; init; }

    /// <summary>Whether the edge may lose activations on purpose, and its producer posts without credit.</summary>
    public bool Lossy => Plan.Overflow is not (OverflowPolicy.Wait or OverflowPolicy.Replay);
}
