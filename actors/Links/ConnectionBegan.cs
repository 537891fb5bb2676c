namespace Actors.Links;

/// <summary>A connection has begun to carry frames.</summary>
internal sealed record ConnectionBegan
{
    /// <summary>The message.</summary>
    public static ConnectionBegan Instance { get; } = new();
}
