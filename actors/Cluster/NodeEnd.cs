using Actors.Runs;

namespace Actors.Cluster;

/// <summary>How a node ended.</summary>
/// <param name="Code">Exit code of the process.</param>
/// <param name="Message">One line; empty when the run ended.</param>
public sealed record NodeEnd(ExitCode Code, string Message)
{
    /// <summary>A node without its coordinator.</summary>
    /// <remarks>One line for all causes: from here a coordinator that has died, one behind a cut and one that refuses the handshake look alike.</remarks>
    /// <param name="node">What it lent.</param>
    public static NodeEnd Lost(NodeOptions node) => new(
        ExitCode.ClusterLost,
        $"node {node.Name} has lost the coordinator {node.Join} (ended, cut off, or of another secret) and has stopped: "
        + "start it again to take part; a run that ended goes on with train --resume");
}
