using System.Collections.Concurrent;
using Akka.Actor;

namespace Actors.Edges;

/// <summary>The edges of an actor system by the name of their consumer, so that a mailbox finds its own before its actor exists.</summary>
public sealed class EdgeRegistry : IExtension
{
    readonly ConcurrentDictionary<string, Edge> edges = new(StringComparer.Ordinal);

    /// <summary>The registry of a system.</summary>
    public static EdgeRegistry Of(ActorSystem system) => system.WithExtension<EdgeRegistry, Provider>();

    /// <summary>Makes an edge known, before its consumer is created.</summary>
    public void Declare(Edge edge) => edges[edge.Consumer] = edge;

    /// <summary>The edge that feeds a consumer.</summary>
    /// <exception cref="InvalidOperationException">None was declared.</exception>
    public Edge To(string consumer) => edges.TryGetValue(consumer, out Edge? edge)
        ? edge
        : throw new InvalidOperationException($"no edge to {consumer} was declared (known: {string.Join(", ", edges.Keys.Order())})");

    sealed class Provider : ExtensionIdProvider<EdgeRegistry>
    {
        public override EdgeRegistry CreateExtension(ExtendedActorSystem system) => new();
    }
}
