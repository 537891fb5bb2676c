namespace Actors.Tests;

/// <summary>A clock that stands still until it is moved; a tick is a microsecond.</summary>
internal sealed class ManualTime : TimeProvider
{
    long now = 1;

    public override long TimestampFrequency => 1_000_000;

    public override long GetTimestamp() => now;

    public void Advance(long microseconds) => now += microseconds;
}
