namespace Actors.Messages;

/// <summary>A block's steps are stretched by another factor from now on.</summary>
/// <param name="Block">Its number.</param>
/// <param name="Factor">The factor.</param>
/// <param name="Before">The factor before.</param>
/// <param name="Updates">Updates it has made: the step after them is the first that is stretched by it.</param>
public sealed record SlowedDown(int Block, double Factor, double Before, long Updates) : IControlMessage;
