namespace Actors.Steering;

/// <summary>A block's steps are stretched by another factor from a moment of its training on.</summary>
/// <param name="Update">Updates that the block has made before the first step that is stretched by it.</param>
/// <param name="Factor">The factor on its steps' own time; 1 adds nothing.</param>
public sealed record SlowdownChange(long Update, double Factor);
