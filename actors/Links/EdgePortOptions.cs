using System.Net;

namespace Actors.Links;

/// <summary>Where and how a node takes connections of edges.</summary>
public sealed record EdgePortOptions
{
    /// <summary>Address to bind.</summary>
    /// <value>Default loopback.</value>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Port to bind.</summary>
    /// <value>Default 0 (any free one; <see cref="EdgePort.Endpoint"/> says which). Range 0 to 65535.</value>
    public int Port { get; init; }

    /// <summary>TLS below the frames.</summary>
    /// <value>Default null (plain TCP).</value>
    public LinkSecurity? Security { get; init; }

    /// <summary>Time that a handshake may take, TLS included.</summary>
    /// <value>Default 5 seconds.</value>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Handshakes at once; one more ends the oldest.</summary>
    /// <value>Default 64. At least 1.</value>
    /// <remarks>The oldest, not the newest: an honest handshake takes milliseconds, so that idle connections can't keep it out.</remarks>
    public int MaxHandshakes { get; init; } = 64;
}
