namespace Actors.Dashboard;

/// <summary>What a page says of the run itself.</summary>
/// <param name="Id">Differs from one process to the next, so that a page knows when it looks at another.</param>
/// <param name="Directory">The run directory.</param>
/// <param name="Regime">Its regime.</param>
/// <param name="Model">Its model.</param>
public sealed record RunIdentity(Guid Id, string Directory, string Regime, string Model)
{
    /// <summary>Whether it lets itself be steered.</summary>
    public bool Control { get; init; }

    /// <summary>Whether who steers it must know a secret.</summary>
    public bool Secret { get; init; }
}
