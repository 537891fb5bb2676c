namespace Actors.Messages;

/// <summary>A block's actor on another node has stopped over an exception that an <see cref="ActorFailed"/> has told.</summary>
/// <param name="Block">Its number.</param>
public sealed record BlockStopped(int Block) : IControlMessage;
