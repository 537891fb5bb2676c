using Actors.Data.Batches;

namespace Actors.Messages;

/// <summary>The loader has put a batch into the first edge.</summary>
/// <param name="Batch">Its number.</param>
/// <param name="Clips">Clips in it.</param>
/// <param name="Skipped">Clips that had to be replaced in it.</param>
/// <param name="WaitSeconds">Seconds for which the loader could have emitted it and did not have it yet.</param>
public sealed record BatchEmitted(long Batch, int Clips, IReadOnlyList<SkippedClip> Skipped, double WaitSeconds = 0);
