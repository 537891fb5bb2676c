using System.ComponentModel.DataAnnotations;

namespace Actors.Configuration;

/// <summary>Where a browser finds the run.</summary>
public sealed record DashboardOptions
{
    /// <summary>Port of the live page, on loopback.</summary>
    /// <value>Default 0 (off). Range 0 to 65535. A busy port costs the run its page, not the run.</value>
    [Range(0, 65535)]
    public int Port { get; init; }
}
