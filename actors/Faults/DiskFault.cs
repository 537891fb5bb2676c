namespace Actors.Faults;

/// <summary>What happens to a block's share of a snapshot on its way to the disk.</summary>
/// <param name="HeldUp">Time before its write begins.</param>
/// <param name="FailsAt">Bytes after which its write fails; null when it does not.</param>
public readonly record struct DiskFault(TimeSpan HeldUp, long? FailsAt)
{
    /// <summary>Waits as long as a slow disk would.</summary>
    public async Task HoldUp()
    {
        if (HeldUp > TimeSpan.Zero)
        {
            using var timer = new PeriodicTimer(HeldUp);
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>The stream, or one that fails like a full disk.</summary>
    public Stream Into(Stream stream) => FailsAt is { } bytes ? new FullDisk(stream, bytes) : stream;
}
