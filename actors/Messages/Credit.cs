namespace Actors.Messages;

/// <summary>The consumer of an edge allows its producer that many more activations.</summary>
/// <param name="Activations">How many more.</param>
/// <param name="Restart">The restart of the producer that asked for a count: it replaces all credit granted before. 0 adds to it.</param>
public sealed record Credit(int Activations, int Restart = 0);
