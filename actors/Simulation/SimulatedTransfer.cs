namespace Actors.Simulation;

/// <summary>What one end of a link computes for an activation that passes: checksums, copies, system calls.</summary>
/// <param name="process">The process that does so.</param>
/// <param name="work">Core-seconds, above 0.</param>
/// <param name="then">What follows.</param>
internal sealed class SimulatedTransfer(int process, double work, Action then)
{
    /// <summary>The process that does so.</summary>
    public int Process { get; } = process;

    /// <summary>Core-seconds left.</summary>
    public double Left { get; private set; } = work;

    /// <summary>Whether it is done.</summary>
    public bool IsDone => Left <= SimulatedBlock.Done;

    /// <summary>What follows when it is done.</summary>
    public void Then() => then();

    /// <summary>Does some of its work.</summary>
    public void Work(double seconds) => Left -= seconds;
}
