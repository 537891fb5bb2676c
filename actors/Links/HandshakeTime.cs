namespace Actors.Links;

/// <summary>How long a handshake may go on.</summary>
internal sealed class HandshakeTime(CancellationToken stop)
{
    volatile bool evicted;

    /// <summary>Cancelled at its end.</summary>
    public CancellationToken Stop => stop;

    /// <summary>Whether it ends early, for a newer one.</summary>
    public bool Evicted
    {
        get => evicted;
        set => evicted = value;
    }
}
