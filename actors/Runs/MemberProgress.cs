namespace Actors.Runs;

/// <summary>A process of the run's cluster at a moment.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="Address">Address of its remoting.</param>
/// <param name="State">What the coordinator thinks of it.</param>
/// <param name="Work">How much of the work it can take, relative to the others.</param>
public sealed record MemberProgress(string Name, string Address, MemberState State, double Work);
