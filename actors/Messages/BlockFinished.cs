namespace Actors.Messages;

/// <summary>A block has learned from every batch.</summary>
/// <param name="Block">Its number.</param>
/// <param name="Updates">Updates it made.</param>
/// <param name="WeightsSha256">SHA-256 of its tensors.</param>
public sealed record BlockFinished(int Block, long Updates, string WeightsSha256) : IControlMessage;
