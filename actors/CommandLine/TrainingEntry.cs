using Actors.Runs;

namespace Actors.CommandLine;

/// <summary>Trains: what the verb <c>train</c> hands its request to.</summary>
/// <param name="request">What to train.</param>
/// <param name="observer">Sees the run while it happens.</param>
/// <param name="stop">Asks for a snapshot and a clean close.</param>
/// <exception cref="RunException">The run could not begin.</exception>
internal delegate Task<RunOutcome> TrainingEntry(TrainingRequest request, IRunObserver observer, CancellationToken stop);
