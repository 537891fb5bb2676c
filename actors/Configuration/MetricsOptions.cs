using System.ComponentModel.DataAnnotations;

namespace Actors.Configuration;

/// <summary>Where Prometheus finds the run.</summary>
public sealed record MetricsOptions
{
    /// <summary>Port of <c>/metrics</c>, <c>/healthz</c> and <c>/readyz</c>.</summary>
    /// <value>Default 9464. Range 0 (off) to 65535. A busy port costs the run its metrics, not the run.</value>
    [Range(0, 65535)]
    public int Port { get; init; } = 9464;

    /// <summary>Address that port is bound to.</summary>
    /// <value>Default <c>127.0.0.1</c>.</value>
    [Required]
    public string Host { get; init; } = "127.0.0.1";
}
