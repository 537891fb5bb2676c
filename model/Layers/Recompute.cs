namespace Actors.Model.Layers;

/// <summary>What the backward pass computes a second time, so that the forward pass need not keep it.</summary>
public enum Recompute
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Layers, each from its input (Chen et al. 2016). A decoder's last layer is kept: the backward pass begins with it.</summary>
    Layers,
}
