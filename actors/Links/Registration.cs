namespace Actors.Links;

/// <summary>Where connections of a link go.</summary>
/// <param name="Conversation">What carries on over them.</param>
/// <param name="Carried">Told of each connection; its task ends with it.</param>
/// <param name="Began">Called when a connection carries frames.</param>
internal sealed record Registration(Conversation Conversation, Action<Task<Exception?>> Carried, Action Began);
