namespace Actors.Messages;

/// <summary>The consumer of an edge allows its producer that many more activations.</summary>
/// <param name="Activations">How many more.</param>
/// <param name="Anew">Whether it replaces all credit granted before, as after a restart of the producer.</param>
public sealed record Credit(int Activations, bool Anew = false);
