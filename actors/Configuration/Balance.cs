namespace Actors.Configuration;

/// <summary>What is equal between the blocks of an automatic partition.</summary>
public enum Balance
{
    /// <summary>The number of layers, as far as can be.</summary>
    None,

    /// <summary>The time of a step, decoder included, by measurements made before the run.</summary>
    Measured,

    /// <summary>The operations of a step, decoder included: the same on every machine.</summary>
    Counted,
}
