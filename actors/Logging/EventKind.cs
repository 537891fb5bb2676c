namespace Actors.Logging;

/// <summary>What kind of thing happened.</summary>
/// <param name="Name">Its stable name, for programs that read logs.</param>
/// <param name="Room">What it is about.</param>
public sealed record EventKind(string Name, LogRoom Room);
