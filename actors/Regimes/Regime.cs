namespace Actors.Regimes;

/// <summary>In what order blocks learn, and from which loss.</summary>
public enum Regime
{
    /// <summary>No barrier: each block takes the next activation as soon as it has one.</summary>
    Async,

    /// <summary>Lockstep: every block has updated on batch t before any sees batch t+1 (the paper's <c>concurrent</c>).</summary>
    Simultaneous,

    /// <summary>Block k trains for its share of the batches while the earlier ones are frozen, then k+1.</summary>
    Sequential,

    /// <summary>One decoder and loss behind the last block: activations flow down, gradients flow up.</summary>
    E2e,
}
