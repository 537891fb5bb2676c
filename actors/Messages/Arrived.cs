namespace Actors.Messages;

/// <summary>Something has come to the end of a delayed link: look into the data lane.</summary>
public sealed record Arrived
{
    /// <summary>The message.</summary>
    public static Arrived Instance { get; } = new();
}
