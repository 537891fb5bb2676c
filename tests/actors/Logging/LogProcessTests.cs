using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Actors.Tests.Cluster;
using Actors.Tests.Processes;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Logging;

/// <summary>Logs of the program as a user runs it.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class LogProcessTests
{
    static readonly string[] fields =
        ["time", "level", "room", "event", "message", "block", "edge", "node", "incarnation", "batch", "depth", "capacity", "age", "code"];

    [Fact]
    public async Task A_run_in_a_pipe_says_JSON_and_nothing_else_when_it_is_told_to()
    {
        using var folder = new TemporaryFolder();
        Finished run = await Run(folder, ["train", "--data", "motion", "--batch", "2", "--steps", "12", "--run", "run", "--log", "json", "--set", "faults.crash=1@6", .. Tiny, .. NoPort]);
        Assert.Equal(0, run.Code);
        JsonElement[] said = Parsed(run.ErrorLines);
        Assert.Equal(("began", "ended"), (Event(said[0]), Event(said[^1])));
        Assert.Equal(0, said[^1].GetProperty("code").GetInt32());
        JsonElement crash = Assert.Single(said, line => Event(line) == "recovered");
        Assert.Equal(
            ("warning", 1, "block-0->block-1", 1, 6, 2),
            (crash.GetProperty("level").GetString(), crash.GetProperty("block").GetInt32(), crash.GetProperty("edge").GetString(),
                crash.GetProperty("incarnation").GetInt32(), crash.GetProperty("batch").GetInt32(), crash.GetProperty("capacity").GetInt32()));
        Assert.Contains("incarnation 1, edge block-0->block-1 ", crash.GetProperty("message").GetString(), StringComparison.Ordinal);

        // The file says the same.
        JsonElement[] kept = Parsed(File.ReadAllLines(folder.In("run/actors.log")));
        Assert.Equal(said.Select(line => (Event(line), line.GetProperty("message").GetString())), kept.Select(line => (Event(line), line.GetProperty("message").GetString())));
        Assert.Contains("weights_sha256", File.ReadAllText(folder.In("run/summary.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_is_in_the_log_with_its_code()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.In("empty"));
        Finished run = await Run(folder, ["train", "--data", "empty", "--run", "run", "--log", "json", .. Tiny, .. NoPort]);
        JsonElement last = Parsed(run.ErrorLines)[^1];
        Assert.Equal(("error", "ended", 3), (last.GetProperty("level").GetString(), Event(last), last.GetProperty("code").GetInt32()));
        Assert.Equal(last.GetProperty("message").GetString(), Parsed(File.ReadAllLines(folder.In("run/actors.log")))[^1].GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("unknown option --bacth; did you mean --batch? (actors train --help)", "--log", "json", "--bacth", "3")]
    [InlineData("unknown key actors.training.bacth (--set); did you mean actors.training.batch?|actors.training.steps = many (--steps): must be a whole number from 1 to 1000000000", "--log=json", "--set", "training.bacth=3", "--steps", "many")]
    [InlineData("actors.training.batch = 0 (--batch): must be a whole number from 1 to 4096", "--set", "actors.log.format=json", "--batch", "0")]
    [InlineData("unknown key actors.bacth (json.conf); did you mean actors.training.batch?", "train", "--config", "json.conf")]
    [InlineData("nothing.conf: there is no such file", "train", "--log", "json", "--config", "nothing.conf")]
    [InlineData("--join nowhere: write HOST:PORT, such as 127.0.0.1:4053", "node", "--join", "nowhere", "--log", "json")]
    [InlineData("node needs --join HOST:PORT (actors node --help)", "node", "--log", "json")]
    public async Task What_keeps_a_run_from_beginning_is_JSON_too_when_it_is_told_to(string problems, params string[] args)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.In("json.conf"), "actors { log.format = json, bacth = 3 }", TestContext.Current.CancellationToken);
        Finished run = await Run(folder, args);
        Assert.Equal(2, run.Code);
        JsonElement[] said = Parsed(run.ErrorLines);
        Assert.Equal(problems.Split('|').Order(), said.Select(line => line.GetProperty("message").GetString()!).Order());
        Assert.All(said, line => Assert.Equal(("error", "run", "refused", 2), (line.GetProperty("level").GetString(), line.GetProperty("room").GetString(), Event(line), line.GetProperty("code").GetInt32())));
        Assert.Equal("", run.Out);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_JSON_by_a_run_and_by_a_node()
    {
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        int port = ((IPEndPoint)busy.LocalEndpoint).Port;
        using var folder = new TemporaryFolder();
        Finished train = await Run(folder, ["--data", "motion", "--nodes", "1", "--port", $"{port}", "--run", "run", "--log", "json", .. Tiny, .. NoPort]);
        Finished join = await Run(folder, "node", "--join", "127.0.0.1:1", "--port", $"{port}", "--log", "json");
        Assert.Equal((2, 2), (train.Code, join.Code));
        JsonElement[] run = Parsed(train.ErrorLines);
        Assert.Equal(["began", "ended"], run.Select(Event));
        JsonElement node = Assert.Single(Parsed(join.ErrorLines));
        Assert.Equal("refused", Event(node));
        Assert.All([run[^1], node], line => Assert.Contains($"127.0.0.1:{port} cannot be bound (", line.GetProperty("message").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_partition_that_a_balance_finds_is_said_in_JSON_too()
    {
        using var folder = new TemporaryFolder();
        Finished run = await Run(folder, ["--data", "motion", "--balance", "counted", "--blocks", "2", "--steps", "2", "--batch", "2", "--set", "data.clips=4", "--run", "run", "--log", "json", .. Tiny, .. NoPort]);
        JsonElement[] said = Parsed(run.ErrorLines);
        Assert.Equal((0, "note", "began", "ended"), (run.Code, Event(said[0]), Event(said[1]), Event(said[^1])));
        Assert.Matches("^partition [0-9],[0-9]: blocks take ", said[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Every_process_of_a_cluster_keeps_a_log_of_its_own_in_the_run_directory()
    {
        using var folder = new TemporaryFolder();
        using var cluster = new NodeCluster(folder, ["--data", "motion", "--batch", "2", "--steps", "8", .. Tiny]);
        cluster.StartNode("a", "--log", "json");
        cluster.StartNode("b", "--set", "log.rooms=edges=off");
        cluster.Train(2);
        await cluster.Ends();
        Finished a = await cluster.EndOf("a");
        (await cluster.EndOf("b")).With(0);
        JsonElement[] said = Parsed(a.ErrorLines);
        JsonElement[] kept = Parsed(File.ReadAllLines(folder.In("run/actors-a.log")));
        Assert.Equal(said.Select(Event), kept.Select(Event).Where(kind => kind != "ended"));
        Assert.All(kept, line => Assert.Equal("a", line.GetProperty("node").GetString()));
        Assert.Contains(kept, line => Event(line) == "edge-connected" && line.GetProperty("incarnation").GetInt32() == 1);
        Assert.Contains(File.ReadAllLines(folder.In("run/actors.log")), line => line.Contains(" info cluster node a is here ", StringComparison.Ordinal));
        Assert.DoesNotMatch("(info|warning) edges ", File.ReadAllText(folder.In("run/actors-b.log")));
    }

    static JsonElement[] Parsed(IEnumerable<string> lines)
    {
        JsonElement[] parsed = [.. lines.Select(line => JsonDocument.Parse(line).RootElement.Clone())];
        Assert.All(parsed, line =>
        {
            string[] names = [.. line.EnumerateObject().Select(property => property.Name)];
            Assert.Equal(fields.Where(names.Contains), names);
            Assert.Equal(fields[..5], names[..5]);
        });
        return parsed;
    }

    static string Event(JsonElement line) => line.GetProperty("event").GetString()!;
}
