namespace Actors.Steering;

/// <summary>What a run says to a <see cref="SteeringCommand"/>.</summary>
/// <param name="Done">Whether it does, or has done, what was asked.</param>
/// <param name="Text">What it does or why it does not, in one line.</param>
public sealed record SteeringAnswer(bool Done, string Text);
