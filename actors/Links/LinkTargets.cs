namespace Actors.Links;

/// <summary>Where a block learns what it has to predict.</summary>
public enum LinkTargets
{
    /// <summary>From the frame: the 8-bit pixels of the decoded tokens travel along the chain.</summary>
    Chain,

    /// <summary>From its own node's loader: a batch is a function of seed and number, so the frame carries the number only.</summary>
    Local,
}
