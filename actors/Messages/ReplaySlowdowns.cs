using Actors.Steering;

namespace Actors.Messages;

/// <summary>How a block's steps are stretched when it has made so many updates; to each change it answers <see cref="SlowedDown"/> when it comes.</summary>
/// <param name="Block">Its number.</param>
/// <param name="Changes">The changes, by the updates that come before them.</param>
public sealed record ReplaySlowdowns(int Block, IReadOnlyList<SlowdownChange> Changes) : IBlockMessage;
