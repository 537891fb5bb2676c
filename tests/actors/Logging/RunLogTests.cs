using System.Text.Json;
using Actors.Configuration;
using Actors.Logging;
using Actors.Runs;
using Actors.Tests.Runs;
using Xunit;

namespace Actors.Tests.Logging;

/// <summary>What <c>actors.log</c> says, line by line.</summary>
public sealed class RunLogTests
{
    static readonly DateTimeOffset noon = new(2026, 11, 23, 12, 0, 0, 5, TimeSpan.Zero);

    static readonly RunEvent crash = new(RunSeverity.Warning, "block-1 crashed\nbadly: \"why\"")
    {
        Kind = EventKinds.Recovered,
        Block = 1,
        Edge = "block-0->block-1",
        Node = "b",
        Incarnation = 3,
        Batch = 17,
        Depth = 2,
        Capacity = 2,
        Age = 1.5,
    };

    [Fact]
    public void As_JSON_an_event_is_one_object_on_one_line_with_what_is_known_of_its_place()
    {
        Assert.Equal(
            """{"time":"2026-11-23T12:00:00.005Z","level":"warning","room":"recovery","event":"recovered","message":"block-1 crashed\nbadly: \"why\"","block":1,"edge":"block-0->block-1","node":"b","incarnation":3,"batch":17,"depth":2,"capacity":2,"age":1.5}""",
            LogLine.Of(LogFormat.Json, noon, crash, "a"));
        Assert.Equal(
            """{"time":"2026-11-23T12:00:00.005Z","level":"info","room":"run","event":"note","message":"ü","node":"a"}""",
            LogLine.Of(LogFormat.Json, noon, new RunEvent(RunSeverity.Info, "ü"), "a"));
    }

    [Fact]
    public void As_text_an_event_is_one_line_and_its_facts_stand_behind_it()
    {
        Assert.Equal(
            "2026-11-23T12:00:00.005Z warning recovery block-1 crashed badly: \"why\" [block=1 edge=block-0->block-1 node=b incarnation=3 batch=17 depth=2 capacity=2 age=1.5]",
            LogLine.Of(LogFormat.Text, noon, crash));
        Assert.Equal("2026-11-23T12:00:00.005Z info run hello", LogLine.Of(LogFormat.Text, noon, new RunEvent(RunSeverity.Info, "hello")));
    }

    [Fact]
    public void Numbers_that_JSON_does_not_have_are_written_as_texts()
    {
        string line = LogLine.Of(LogFormat.Json, noon, new RunEvent(RunSeverity.Info, "x") { Age = double.NaN });
        Assert.Equal("NaN", JsonDocument.Parse(line).RootElement.GetProperty("age").GetString());
    }

    [Fact]
    public void A_room_s_own_level_goes_before_the_level_of_all()
    {
        var levels = new LogLevels(new LogOptions { Level = LogLevel.Warning, Rooms = ["edges=info", "recovery=off"] });
        Assert.True(levels.Let(new RunEvent(RunSeverity.Info, "") { Kind = EventKinds.EdgePaused }));
        Assert.False(levels.Let(crash));
        Assert.False(levels.Let(new RunEvent(RunSeverity.Info, "")));
        Assert.True(levels.Let(new RunEvent(RunSeverity.Warning, "")));
        Assert.False(new LogLevels(new LogOptions { Level = LogLevel.Off }).Let(new RunEvent(RunSeverity.Error, "")));
    }

    [Theory]
    [InlineData("edge=off", "'edge=off' names no room: did you mean edges?")]
    [InlineData("edges=of", "'edges=of' names no level: did you mean off?")]
    [InlineData("edges", "'edges' is not ROOM=LEVEL, such as edges=warning")]
    public void A_level_that_is_none_is_an_error_of_the_configuration(string text, string message)
    {
        var e = Assert.Throws<ConfigurationException>(() => RunConfiguration.Load(new ConfigurationSources { CommandLine = [new Setting("actors.log.rooms", [text], "--set")] }));
        Assert.Contains(message, Assert.Single(e.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Kinds_of_events_have_names_of_their_own()
    {
        Assert.True(EventKinds.All.Count > 20);
        Assert.Equal(EventKinds.All.Count, EventKinds.All.Select(kind => kind.Name).Distinct().Count());
        Assert.All(EventKinds.All, kind => Assert.Matches("^[a-z]+(-[a-z]+)*$", kind.Name));
    }

    [Fact]
    public void Events_before_the_file_is_known_are_written_first_and_a_later_log_is_written_behind()
    {
        using var folder = new TemporaryFolder();
        var observer = new RecordingObserver();
        foreach (string process in new[] { "one", "two" })
        {
            using var log = new RunLog(observer, new LogOptions(), TimeProvider.System, "a");
            log.Event(new RunEvent(RunSeverity.Info, $"{process} before"));
            log.Begin(folder.In("actors.log"));
            log.Begin(folder.In("other.log"));
            log.Event(new RunEvent(RunSeverity.Info, $"{process} after"));
            log.Note(new RunEvent(RunSeverity.Info, $"{process} ends"));
        }

        Assert.Equal(
            ["one before", "one after", "one ends", "two before", "two after", "two ends"],
            File.ReadAllLines(folder.In("actors.log")).Select(line => line[(line.IndexOf("run ", StringComparison.Ordinal) + 4)..line.IndexOf(" [node=a]", StringComparison.Ordinal)]));
        Assert.Equal(["one before", "one after", "two before", "two after"], observer.Events.Select(happened => happened.Text));
        Assert.False(File.Exists(folder.In("other.log")));
    }

    [Fact]
    public void A_log_that_cannot_be_written_is_told_once_and_costs_no_event()
    {
        using var folder = new TemporaryFolder();
        var observer = new RecordingObserver();
        using (var log = new RunLog(observer, new LogOptions(), TimeProvider.System))
        {
            log.Begin(folder.In("missing/actors.log"));
            log.Event(new RunEvent(RunSeverity.Info, "first"));
            log.Event(new RunEvent(RunSeverity.Info, "second"));
        }

        Assert.StartsWith("the log ends here: ", observer.Events.First().Text, StringComparison.Ordinal);
        Assert.Equal(["first", "second"], observer.Events.Skip(1).Select(happened => happened.Text));
    }
}
