namespace Actors.Messages;

/// <summary>A block has made its weights and waits to be wired.</summary>
/// <param name="Block">Its number.</param>
/// <param name="Updates">Updates that its state has behind it: 0, or those of the snapshot it goes on from.</param>
public sealed record BlockReady(int Block, long Updates) : IControlMessage;
