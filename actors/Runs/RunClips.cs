using Actors.Configuration;
using Actors.Data.Clips;
using Actors.Data.Motion;

namespace Actors.Runs;

/// <summary>Opens the clips that a run learns from.</summary>
public static class RunClips
{
    /// <summary>Opens the source that the options name.</summary>
    public static OpenedClips Open(RunOptions options, RunDirectory directory, IRunObserver observer, CancellationToken stop)
    {
        ClipGeometry geometry = RunPlans.GeometryOf(options.Model);
        return new OpenedClips(new MotionClips(geometry, options.Data.Clips, options.Training.Seed), "");
    }
}
