using Actors.Runs;
using Actors.Tests.Runs;
using Actors.Tracing;
using Xunit;

namespace Actors.Tests.Tracing;

/// <summary>Comparisons of clocks that outlive the coordinator.</summary>
public sealed class ClockLogTests
{
    const long Second = 1_000_000_000;

    [Fact]
    public void Each_trace_finds_what_was_compared_with_its_own_clock_and_forgets_no_other_s()
    {
        using var folder = new TemporaryFolder();
        string path = folder.In("clocks.jsonl");
        (Guid killed, Guid resumed, Guid a, Guid b) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        Note(path, killed, ("a", a), ("b", b));
        File.AppendAllText(path, "{\"trace\":\n");
        Note(path, resumed, ("a", b));

        IReadOnlyList<ComparedClock> found = ClockLog.Read(path, killed);
        Assert.Equal([("a", a), ("b", b)], found.Select(clock => (clock.Node, clock.File!.Value)));

        // Of the seconds that had passed the shortest round trip, which is their sixth.
        Assert.All(found, clock => Assert.Equal(
            Enumerable.Range(0, 3).Select(second => new ClockSample((second * Second) + (Second / 2), 7, (second * Second) + (Second / 2) + 1000)), clock.Samples.Best));

        ClockLog.Forget(path, killed);
        Assert.Empty(ClockLog.Read(path, killed));
        Assert.Equal([("a", b)], ClockLog.Read(path, resumed).Select(clock => (clock.Node, clock.File!.Value)));
        ClockLog.Forget(path, resumed);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_comparison_is_there_as_soon_as_it_is_the_first()
    {
        using var folder = new TemporaryFolder();
        Guid own = Guid.NewGuid();
        using var log = new ClockLog(folder.In("clocks.jsonl"), own, new RecordingObserver());
        var sample = new ClockSample(5, 6, 7);
        log.Note("a", Guid.NewGuid(), sample);
        Assert.Equal([sample], Assert.Single(ClockLog.Read(folder.In("clocks.jsonl"), own)).Samples.Best);
    }

    [Fact]
    public void What_cannot_be_written_is_said_once_and_costs_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var observer = new RecordingObserver();
        using var log = new ClockLog(folder.Path, Guid.NewGuid(), observer);
        log.Note("a", Guid.NewGuid(), new ClockSample(5, 6, 7));
        Assert.Equal(RunSeverity.Warning, Assert.Single(observer.Events).Severity);
    }

    static void Note(string path, Guid own, params (string Node, Guid File)[] nodes)
    {
        using var log = new ClockLog(path, own, new RecordingObserver());
        for (int tenth = 0; tenth < 40; tenth++)
        {
            long asked = tenth * Second / 10;
            foreach ((string node, Guid file) in nodes)
            {
                log.Note(node, file, new ClockSample(asked, 7, asked + (tenth % 10 == 5 ? 1000 : 5000 + tenth)));
            }
        }
    }
}
