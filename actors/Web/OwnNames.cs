using System.Net;
using Actors.Cluster;

namespace Actors.Web;

/// <summary>Names under which a server that this process runs may be called.</summary>
/// <remarks>A name that somebody else owns may be made to lead here, so that a page under that name is of the same origin (DNS rebinding).</remarks>
internal static class OwnNames
{
    /// <summary>Whether a request's host is one of them.</summary>
    /// <param name="name">The host that was asked for, without its port.</param>
    /// <param name="bound">The address that the server is bound to, or <c>*</c>.</param>
    public static bool Has(string name, string bound) =>
        Loopback.Has(bound)
            ? Loopback.Has(name)
            : IPAddress.TryParse(name.Trim('[', ']'), out _) || name == "localhost" || name == bound
                || name.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase);
}
