using System.CommandLine;
using System.Globalization;
using Actors.Cluster;
using Actors.Configuration;
using Actors.Runs;
using Actors.Terminal;

namespace Actors.CommandLine;

/// <summary><c>actors node</c>: lends this process to a run on another one.</summary>
internal sealed class NodeVerb
{
    // A train and its nodes may share a machine: none of them may need a port by default that another one has.
    const string AnyPort = "0";

    // The others are the run's.
    static readonly string[] sections = ["cluster", "metrics", "log"];

    readonly Option<string> join = Text("--join", "HOST:PORT", "The coordinator: where actors train --nodes N listens", null);
    readonly Option<string> name = Text("--name", "NAME", "The node's name, unique in the cluster; empty makes one of host and process", "");
    readonly Option<string> host = Text("--host", "ADDRESS", "Address to bind, under which others reach this process; beyond loopback --secret-file is required", "127.0.0.1");
    readonly Option<string> port = Text("--port", "PORT", "Port of remoting; 0 is any free one", AnyPort);
    readonly Option<string> edgePort = Text("--edge-port", "PORT", "Port of the edges; 0 is any free one", AnyPort);
    readonly Option<string> roles = Text("--roles", "NAME,...", "Roles in the cluster besides worker", "");
    readonly Option<string> device = Text("--device", "NAME", "Where its blocks compute: cpu, cuda or cuda:i; empty leaves it to the run", "");
    readonly Option<string> work = Text("--capacity-of-work", "X", "How much of the work it can take, relative to the others; empty is its cores", "");
    readonly Option<string> secret = Text("--secret-file", "FILE", "Secret of the cluster; the same on all its processes", "");
    readonly Option<string> metrics = Text("--metrics-port", "PORT", "Port of /metrics, /healthz and /readyz; 0 is off", AnyPort);
    readonly Option<string> log = Text("--log", "FORMAT", "How standard error and the node's log in the run directory are written: text or json; empty is text", "");
    readonly Option<bool> stay = new("--stay") { Description = "Wait for the next run at the same address when one has ended, as the runs of a sweep follow each other" };
    readonly Option<string[]> set = new("--set")
    {
        HelpName = "KEY=VALUE",
        Description = "Set a key of the section cluster, metrics or log, such as cluster.acceptable-pause=5; repeatable",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    readonly Shell shell;
    readonly StopSignals signals;

    /// <summary>Prepares the verb.</summary>
    public NodeVerb(Shell shell, StopSignals signals)
    {
        this.shell = shell;
        this.signals = signals;
    }

    /// <summary>An example for the help.</summary>
    public static string Example => "actors node --join 127.0.0.1:4053 --name worker-a";

    /// <summary>The verb with its options and help.</summary>
    public Command Command()
    {
        join.Required = true;
        var command = new Command(
            "node",
            """
            Lends this process to a run: joins the cluster of actors train --nodes N, and computes the blocks that it is given.
            Ends with the run (0), or when it is cut off from the coordinator (6): start it again and it takes part in the next placement.
            With --stay it ends at a signal only, or when it is refused, and takes part in one run after another.
            """) { join, name, host, port, edgePort, roles, device, work, secret, metrics, log, stay, set };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    async Task<int> RunAsync(ParseResult parsed)
    {
        RunOptions options = RunConfiguration.Load(new ConfigurationSources { Environment = shell.Environment, CommandLine = Settings(parsed) }).Options;
        string own = parsed.GetValue(name)!;
        var node = new NodeOptions
        {
            Join = parsed.GetValue(join)!,
            Name = own.Length > 0 ? own : $"{Environment.MachineName}-{Environment.ProcessId}".ToLowerInvariant(),
            Device = parsed.GetValue(device)!,
            Roles = parsed.GetValue(roles)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Work = Work(parsed.GetValue(work)!),
            Stays = parsed.GetValue(stay),
        };
        using var view = new NodeView(shell, options.Log, node.Name);
        NodeEnd end = await NodeHost.RunAsync(node, options.Cluster, options.Metrics, options.Log, view, signals.Token);
        ExitCode code = end.Code == ExitCode.Interrupted ? signals.Code ?? end.Code : end.Code;
        view.End(code, end.Message);
        return (int)code;
    }

    List<Setting> Settings(ParseResult parsed)
    {
        List<Setting> settings =
        [
            new("actors.cluster.host", [parsed.GetValue(host)!], host.Name),
            new("actors.cluster.port", [parsed.GetValue(port)!], port.Name),
            new("actors.cluster.edge-port", [parsed.GetValue(edgePort)!], edgePort.Name),
            new("actors.cluster.secret-file", [parsed.GetValue(secret)!], secret.Name),
            new("actors.metrics.port", [parsed.GetValue(metrics)!], metrics.Name),
        ];
        if (parsed.GetValue(log) is { Length: > 0 } format)
        {
            settings.Add(new Setting("actors.log.format", [format], log.Name));
        }

        foreach (string pair in parsed.GetValue(set) ?? [])
        {
            string[] sides = pair.Split('=', 2, StringSplitOptions.TrimEntries);
            string key = sides[0].StartsWith("actors.", StringComparison.Ordinal) ? sides[0] : $"actors.{sides[0]}";
            if (sides.Length < 2 || !Array.Exists(sections, section => key.StartsWith($"actors.{section}.", StringComparison.Ordinal)))
            {
                throw Usage.Error($"--set {pair}: write KEY=VALUE with a key of the section cluster, metrics or log; the rest comes from the run", "node");
            }

            settings.RemoveAll(setting => setting.Key == key);
            settings.Add(new Setting(key, [sides[1]], "--set"));
        }

        return settings;
    }

    static double Work(string text) => text.Length == 0 ? Environment.ProcessorCount
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double work) && work > 0 && double.IsFinite(work)
            ? work : throw Usage.Error($"--capacity-of-work {text}: must be a number above 0", "node");

    static Option<string> Text(string name, string value, string description, string? standard)
    {
        var option = new Option<string>(name) { HelpName = value, Description = description };
        if (standard is not null)
        {
            option.DefaultValueFactory = _ => standard;
        }

        return option;
    }
}
