using Actors.Messages;
using Actors.Model.Blocks;

namespace Actors.Blocks;

/// <summary>Adds up what led to an update: waiting, computing, holding an output. Several computations may lead to one.</summary>
internal sealed class StepTimes
{
    double starved;
    long age;
    int clips;

    /// <summary>Seconds of computation, slowdown included.</summary>
    public double Compute { get; set; }

    /// <summary>Seconds an output was held for want of credit.</summary>
    public double Blocked { get; set; }

    /// <summary>The wait is over: computation begins.</summary>
    public void Waited(BlockClock clock) => Left(clock, BlockState.Computing);

    /// <summary>The state that the block was in is over. Seconds of a pause are of no step: the clock alone has them.</summary>
    public void Left(BlockClock clock, BlockState next)
    {
        BlockState before = clock.State;
        double seconds = clock.Enter(next);
        switch (before)
        {
            case BlockState.Paused:
                break;
            case BlockState.Blocked:
                Blocked += seconds;
                break;
            case BlockState.Computing:
                Compute += seconds;
                break;
            default:
                starved += seconds;
                break;
        }
    }

    /// <summary>An activation is used.</summary>
    public void Took(long activationAge, int activationClips)
    {
        age = Math.Max(age, activationAge);
        clips += activationClips;
    }

    /// <summary>The computation is over.</summary>
    /// <returns>Its seconds.</returns>
    public double Computed(BlockClock clock)
    {
        double seconds = clock.Enter(BlockState.Computing);
        Compute += seconds;
        return seconds;
    }

    /// <summary>The update is made: tells what led to it and begins anew.</summary>
    public BlockStepped Report(int block, long batch, long update, StepResult result, long liveTensors)
    {
        var report = new BlockStepped(block, batch, clips, update, age, result, starved, Compute, Blocked, liveTensors);
        Clear();
        return report;
    }

    /// <summary>Begins anew.</summary>
    public void Clear() => (starved, Compute, Blocked, age, clips) = (0, 0, 0, 0, 0);
}
