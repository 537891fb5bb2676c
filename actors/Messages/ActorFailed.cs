namespace Actors.Messages;

/// <summary>An exception ended an actor.</summary>
/// <param name="Name">The actor's name, such as <c>block-2</c> or <c>loader</c>.</param>
/// <param name="Batch">The batch in hand; -1 when none was.</param>
/// <param name="Cause">The exception.</param>
public sealed record ActorFailed(string Name, long Batch, Exception Cause) : IControlMessage;
