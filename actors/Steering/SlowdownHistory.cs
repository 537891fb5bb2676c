namespace Actors.Steering;

/// <summary>By which factor a block's updates were stretched: what a run's <c>steering.jsonl</c> says of the updates that it kept.</summary>
public sealed class SlowdownHistory
{
    readonly List<SlowdownChange> changes = [];

    /// <summary>The changes, by the update they hold behind.</summary>
    public IReadOnlyList<SlowdownChange> Changes => changes;

    /// <summary>Takes in what was recorded next.</summary>
    /// <remarks>
    /// A block that has made fewer updates than when something was recorded before has gone back since, and makes them anew: what was recorded
    /// of those is of updates that the run did not keep.
    /// </remarks>
    public void Add(SlowdownChange change)
    {
        changes.RemoveAll(earlier => earlier.Update >= change.Update);
        changes.Add(change);
    }

    /// <summary>The factor of the step after so many updates; null where nothing was recorded.</summary>
    public double? After(long updates) => changes.FindLast(change => change.Update <= updates)?.Factor;
}
