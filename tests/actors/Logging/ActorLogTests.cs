using Actors.Logging;
using Actors.Runs;
using Actors.Tests.Runs;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Xunit;

namespace Actors.Tests.Logging;

/// <summary>What Akka says reaches the observer in one line, and nothing else of it.</summary>
public sealed class ActorLogTests
{
    [Fact]
    public void An_event_is_one_line_with_its_source_and_cause()
    {
        var error = new Error(new InvalidOperationException("first\nsecond"), "akka://actors/user/run", typeof(ActorLogTests), "it failed");
        Assert.Equal("error from akka://actors/user/run: it failed (InvalidOperationException: first second)", ActorLog.Line(error));
    }

    [Fact]
    public void A_cause_that_the_message_repeats_is_told_once()
    {
        var warning = new Warning(new InvalidOperationException("it failed"), "x", typeof(ActorLogTests), "it failed");
        Assert.Equal("warning from x: it failed", ActorLog.Line(warning));
    }

    [Fact]
    public async Task Warnings_and_errors_reach_the_observer_and_lesser_events_do_not()
    {
        var observer = new RecordingObserver();
        Config config = ConfigurationFactory.ParseString(await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "hocon", "akka.conf"), TestContext.Current.CancellationToken));
        ActorSystem system = ActorSystem.Create("log", ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), new ActorLogSetup(observer)));
        system.Log.Info("nothing to know");
        system.Log.Warning("careful");
        system.Log.Error("broken");
        await system.Terminate();
        Assert.Equal(
            ["warning from ActorSystem(log): careful", "error from ActorSystem(log): broken"],
            observer.Events.Select(happened => happened.Text));
        Assert.All(observer.Events, happened => Assert.Equal(RunSeverity.Warning, happened.Severity));
    }
}
