namespace Actors.Regimes;

/// <summary>In what order blocks learn from a batch.</summary>
public enum Regime
{
    /// <summary>No barrier: each block takes the next activation as soon as it has one.</summary>
    Async,

    /// <summary>Lockstep: every block has updated on batch t before any sees batch t+1 (the paper's <c>concurrent</c>).</summary>
    Simultaneous,
}
