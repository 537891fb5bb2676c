namespace Actors.Model.Blocks;

/// <summary>A part of a block's step; <see cref="StepResult"/> has the seconds of each.</summary>
public enum StepPhase
{
    /// <summary>The layers, forward.</summary>
    Forward,

    /// <summary>The decoder and the loss, forward.</summary>
    Decoder,

    /// <summary>The backward pass of all of them.</summary>
    Backward,

    /// <summary>Norm, clipping and optimizer.</summary>
    Optimizer,
}
