namespace Actors.Simulation;

/// <summary>What a block's step costs, in core-seconds.</summary>
/// <param name="Forward">Its layers: until its output can leave.</param>
/// <param name="Rest">Decoder, backward pass and update.</param>
public sealed record BlockWork(double Forward, double Rest)
{
    /// <summary>A whole step.</summary>
    public double Step => Forward + Rest;
}
