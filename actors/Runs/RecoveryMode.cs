namespace Actors.Runs;

/// <summary>Who goes back to the last snapshot when a block's actor crashes.</summary>
public enum RecoveryMode
{
    /// <summary>Everyone, the loader too: the weights end bit for bit as if nothing had happened.</summary>
    Exact,

    /// <summary>The crashed block alone; the others go on. What was lost is counted. Regime <c>async</c> only.</summary>
    Local,
}
