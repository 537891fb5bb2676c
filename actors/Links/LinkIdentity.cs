namespace Actors.Links;

/// <summary>Which link a frame belongs to.</summary>
/// <param name="Run">The run.</param>
/// <param name="Edge">The edge by its place in the chain: 0 leads from the loader to block 0, k to block k.</param>
/// <param name="Incarnation">Number of the run's attempt, from 1; frames of an older one are refused.</param>
public readonly record struct LinkIdentity(Guid Run, int Edge, int Incarnation)
{
    /// <inheritdoc/>
    public override string ToString() => $"edge {Edge}, incarnation {Incarnation}, run {Run}";
}
