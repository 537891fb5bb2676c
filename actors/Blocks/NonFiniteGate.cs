namespace Actors.Blocks;

/// <summary>Counts updates in a row that were not finite, and knows when there were too many.</summary>
internal sealed class NonFiniteGate(NonFiniteOptions options)
{
    int inARow;

    /// <summary>An update was finite: the row is over.</summary>
    public void Finite() => inARow = 0;

    /// <summary>An update was not.</summary>
    /// <returns>Whether the block skips it and goes on.</returns>
    public bool Skips()
    {
        inARow++;
        return options.Policy == NonFinitePolicy.Skip && inARow <= options.Limit;
    }
}
