namespace Actors.Messages;

/// <summary>Stop learning after the step in hand, keep the state in a folder, answer <see cref="Halted"/>.</summary>
/// <param name="Folder">Where the state goes; null keeps nothing.</param>
public sealed record Halt(string? Folder) : IControlMessage;
