namespace Actors.Messages;

/// <summary>From the next step on a block's steps are stretched by another factor; it answers <see cref="SlowedDown"/>.</summary>
/// <param name="Block">Its number.</param>
/// <param name="Factor">The factor on a step's own time; 1 adds nothing.</param>
public sealed record SlowDown(int Block, double Factor) : IBlockMessage;
