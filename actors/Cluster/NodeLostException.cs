namespace Actors.Cluster;

/// <summary>A node has left the cluster, or was removed from it because nobody reached it.</summary>
public sealed class NodeLostException(string message) : Exception(message);
