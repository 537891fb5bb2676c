namespace Actors.Messages;

/// <summary>The consumer of an edge allows its producer that many more activations.</summary>
/// <param name="Activations">How many more.</param>
public sealed record Credit(int Activations);
