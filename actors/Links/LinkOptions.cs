using System.ComponentModel.DataAnnotations;

namespace Actors.Links;

/// <summary>How the connections between nodes behave.</summary>
public sealed record LinkOptions
{
    /// <summary>Where the targets of a block on another node come from.</summary>
    /// <value>Default <c>chain</c>.</value>
    public LinkTargets Targets { get; init; } = LinkTargets.Chain;

    /// <summary>Silence after which an end sends a sign of life.</summary>
    /// <value>Default 0.5. Range 0.01 to 60, in seconds.</value>
    [Range(0.01, 60)]
    public double HeartbeatSeconds { get; init; } = 0.5;

    /// <summary>Silence after which a connection counts as dead: a host that lost its power sends no reset.</summary>
    /// <value>Default 5. Range 0.05 to 600, in seconds; several times <see cref="HeartbeatSeconds"/>.</value>
    /// <remarks>Within a tensor an end hears 256 KiB at a time: a network that takes longer than this for them is too slow for the value.</remarks>
    [Range(0.05, 600)]
    public double SilenceSeconds { get; init; } = 5;

    /// <summary>Pause before the first attempt to reconnect; each further one waits twice as long.</summary>
    /// <value>Default 0.05. Range 0.001 to 60, in seconds.</value>
    [Range(0.001, 60)]
    public double ReconnectSeconds { get; init; } = 0.05;

    /// <summary>Longest pause between two attempts to reconnect. They go on until the link is stopped.</summary>
    /// <value>Default 1. Range 0.001 to 600, in seconds.</value>
    [Range(0.001, 600)]
    public double ReconnectMaxSeconds { get; init; } = 1;

    /// <summary>Time that a handshake may take, connecting included.</summary>
    /// <value>Default 5. Range 0.05 to 600, in seconds.</value>
    [Range(0.05, 600)]
    public double HandshakeSeconds { get; init; } = 5;

    /// <summary>Activations that may be on the way to a consumer, or unconsumed there, while the edge's policy may still drop the rest.</summary>
    /// <value>Default 1. Range 1 to 1024, in batches. Ignored under overflow <c>wait</c> and <c>replay</c>.</value>
    /// <remarks>What was sent cannot be taken back, so a larger window hides latency and makes drops less fresh.</remarks>
    [Range(1, 1024)]
    public int Window { get; init; } = 1;
}
