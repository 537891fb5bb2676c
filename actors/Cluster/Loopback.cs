using System.Net;

namespace Actors.Cluster;

/// <summary>Which addresses never leave the machine.</summary>
internal static class Loopback
{
    /// <summary>Whether a host name or address is one of them.</summary>
    public static bool Has(string host) => host == "localhost" || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>The address to bind for a host name or address.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static IPAddress AddressOf(string host) => host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(host, out IPAddress? address) ? address
        : Dns.GetHostAddresses(host) is { Length: > 0 } found ? found[0] : throw new FormatException($"{host} is no address");
}
