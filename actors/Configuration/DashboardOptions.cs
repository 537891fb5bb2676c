using System.ComponentModel.DataAnnotations;

namespace Actors.Configuration;

/// <summary>Where a browser finds the run, and whether it may steer it.</summary>
public sealed record DashboardOptions
{
    /// <summary>Port of the live page.</summary>
    /// <value>Default 0 (off). Range 0 to 65535. A busy port costs the run its page, not the run.</value>
    [Range(0, 65535)]
    public int Port { get; init; }

    /// <summary>Address that port is bound to.</summary>
    /// <value>Default <c>127.0.0.1</c>.</value>
    [Required]
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Whether the page, and <c>actors control</c>, may pause the run, have it go on, ask for a snapshot and slow a block down.</summary>
    /// <value>Default false. Needs <see cref="Port"/>, and <see cref="SecretFile"/> beyond loopback.</value>
    public bool Control { get; init; }

    /// <summary>File with the secret that whoever steers the run must know, one line of at least 16 characters, readable by its owner only.</summary>
    /// <value>Default empty: none is asked for. Ignored without <see cref="Control"/>.</value>
    public string SecretFile { get; init; } = "";
}
