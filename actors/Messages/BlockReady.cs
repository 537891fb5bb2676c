namespace Actors.Messages;

/// <summary>A block has made its weights and waits to be wired.</summary>
/// <param name="Block">Its number.</param>
public sealed record BlockReady(int Block);
