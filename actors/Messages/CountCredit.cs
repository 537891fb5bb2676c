namespace Actors.Messages;

/// <summary>The producer has restarted and forgotten its credit: grant it what the edge has room for now.</summary>
/// <param name="Restart">Which restart of the run it was, from 1; the answer carries it, so that an earlier count is not taken for this one.</param>
public sealed record CountCredit(int Restart);
