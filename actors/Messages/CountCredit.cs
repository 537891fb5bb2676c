namespace Actors.Messages;

/// <summary>The producer has restarted and forgotten its credit: grant it what the edge has room for now.</summary>
public sealed record CountCredit
{
    /// <summary>The message.</summary>
    public static CountCredit Instance { get; } = new();
}
