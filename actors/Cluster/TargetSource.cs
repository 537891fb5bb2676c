namespace Actors.Cluster;

/// <summary>Where a block on another node gets a batch's target pixels from.</summary>
public enum TargetSource
{
    /// <summary>They travel with the activations.</summary>
    Chain,

    /// <summary>The node's own loader reads them: they are a function of seed and batch number. The node must see the data.</summary>
    Local,
}
