namespace Actors.Messages;

/// <summary>The loader is to end the stream where it is: a barrier, then the end. Blocks drain what is in the edges.</summary>
public sealed record EndEarly
{
    /// <summary>The message.</summary>
    public static EndEarly Instance { get; } = new();
}
