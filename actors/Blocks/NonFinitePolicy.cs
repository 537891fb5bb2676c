namespace Actors.Blocks;

/// <summary>What a block does when a loss or gradient is not finite.</summary>
public enum NonFinitePolicy
{
    /// <summary>The run ends with exit code 4; each block's last good state is kept.</summary>
    Stop,

    /// <summary>The update is not made: weights and moments stay bit for bit as they were. Counted.</summary>
    Skip,
}
