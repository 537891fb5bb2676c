using System.ComponentModel.DataAnnotations;
using Actors.Links;

namespace Actors.Cluster;

/// <summary>How a run is spread over nodes, and how they find, trust and lose each other.</summary>
public sealed record ClusterOptions
{
    /// <summary>Nodes to wait for before blocks are placed; 0 trains in one process.</summary>
    /// <value>Default 0. Range 0 to 1024.</value>
    [Range(0, 1024)]
    public int Nodes { get; init; }

    /// <summary>Address that remoting and edge sockets are bound to, and under which others reach this process.</summary>
    /// <value>Default <c>127.0.0.1</c>. Beyond loopback <see cref="SecretFile"/> is required.</value>
    [Required]
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port of remoting.</summary>
    /// <value>Default 4053. Range 0 (any free) to 65535.</value>
    [Range(0, 65535)]
    public int Port { get; init; } = 4053;

    /// <summary>Port of the edges.</summary>
    /// <value>Default 0 (any free). Range 0 to 65535.</value>
    [Range(0, 65535)]
    public int EdgePort { get; init; }

    /// <summary>Which blocks go where, as <c>0,1=worker-a;2,3=worker-b</c>; empty places them by cost.</summary>
    /// <value>Default empty.</value>
    public string Place { get; init; } = "";

    /// <summary>Where a block gets what is to be reconstructed from: the chain, or its own node's loader.</summary>
    /// <value>Default <c>chain</c>.</value>
    public LinkTargets Targets { get; init; } = LinkTargets.Chain;

    /// <summary>File whose content every process of the cluster knows: mutual TLS for remoting and edges both is derived from it.</summary>
    /// <value>Default empty (plain TCP, on loopback only). At least 16 bytes.</value>
    public string SecretFile { get; init; } = "";

    /// <summary>How long to wait for nodes.</summary>
    /// <value>Default 120. Range 0 (without end) to 1000000, in seconds.</value>
    [Range(0.0, 1_000_000.0)]
    public double Wait { get; init; } = 120;

    /// <summary>Time between two heartbeats of a node.</summary>
    /// <value>Default 0.3. Range 0.05 to 60, in seconds.</value>
    [Range(0.05, 60.0)]
    public double HeartbeatInterval { get; init; } = 0.3;

    /// <summary>Silence after which a node counts as unreachable.</summary>
    /// <value>Default 2.5. Range 0.5 to 600, in seconds.</value>
    [Range(0.5, 600.0)]
    public double AcceptablePause { get; init; } = 2.5;

    /// <summary>Time between two gossips, and between two looks of the leader at the members.</summary>
    /// <value>Default 0.2. Range 0.05 to 60, in seconds.</value>
    [Range(0.05, 60.0)]
    public double GossipInterval { get; init; } = 0.2;

    /// <summary>Time without news after which unreachable nodes are removed.</summary>
    /// <value>Default 2. Range 0.5 to 600, in seconds.</value>
    [Range(0.5, 600.0)]
    public double StableAfter { get; init; } = 2;
}
