namespace Actors.Blocks;

/// <summary>What a block is doing; the seconds in each state are measured.</summary>
public enum BlockState
{
    /// <summary>Credit granted, nothing to do.</summary>
    Starved,

    /// <summary>In a step, or stretched by a slowdown.</summary>
    Computing,

    /// <summary>A finished output in hand, no credit to send it.</summary>
    Blocked,

    /// <summary>It has seen the end of the stream.</summary>
    Finished,

    /// <summary>Told to wait. In no other state's seconds: what it had, it keeps.</summary>
    Paused,
}
