namespace Actors.Runs;

/// <summary>One edge at a moment of the run.</summary>
/// <param name="Edge">Its name, such as <c>loader->block-0</c>.</param>
/// <param name="Depth">Activations in it.</param>
/// <param name="Capacity">Activations it may hold.</param>
/// <param name="Produced">Activations its producer put in.</param>
/// <param name="Consumed">Activations its consumer took out.</param>
/// <param name="Dropped">Activations lost on purpose.</param>
/// <param name="MeanAge">Mean age of the activations at their use, in updates of the producer.</param>
public sealed record EdgeProgress(string Edge, int Depth, int Capacity, long Produced, long Consumed, long Dropped, double MeanAge);
