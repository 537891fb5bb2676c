using System.CommandLine;
using Actors.Configuration;

namespace Actors.CommandLine;

/// <summary>An option of <c>train</c> that sets one key.</summary>
internal sealed class TrainOption
{
    readonly string? bare;

    TrainOption(string name, string key, string value, string description, string? bare = null)
    {
        this.bare = bare;
        Key = ConfigurationKeys.ByName["actors." + key];
        string standard = ValueText.ToHocon(ConfigurationKeys.Values(new RunOptions())[Key.Name]).Trim('[', ']', '"');
        Symbol = new Option<string>(name)
        {
            HelpName = value,
            Description = $"{description} [default: {(standard.Length == 0 ? "empty" : standard)}]",
            Arity = bare is not null ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        };
        Symbol.CompletionSources.Add([.. Key.Choices]);
    }

    /// <summary>The key it sets.</summary>
    public ConfigurationKey Key { get; }

    /// <summary>How it looks on the command line.</summary>
    public Option<string> Symbol { get; }

    /// <summary>The value given; null when there is none. A switch without a value means the one that goes without saying.</summary>
    public string? ValueIn(ParseResult parsed) =>
        parsed.GetResult(Symbol) is { Implicit: false, Tokens.Count: 0 } && bare is not null ? bare : parsed.GetValue(Symbol);

    /// <summary>All of them, in the order of the help. Made anew: a symbol belongs to one command.</summary>
    public static IReadOnlyList<TrainOption> All() =>
    [
        new("--data", "data.source", "SOURCE", "A folder of videos, or motion-files, motion, gratings, double-gratings (generated)"),
        new("--split", "data.split", "NAME", "Split list of the folder: train, test, another it has, or all"),
        new("--decoder", "data.decoder", "NAME", "Video decoder: auto, system (installed FFmpeg) or bundled"),
        new("--workers", "data.workers", "N", "Threads that decode clips"),
        new("--regime", "training.regime", "NAME", "async (no barrier), simultaneous (lockstep), sequential or e2e (one loss)"),
        new("--partition", "training.partition", "N,N,...", "Layers of each block; adds up to the model's depth. Not with --blocks"),
        new("--blocks", "training.blocks", "K", "Number of blocks, the layers split as evenly as can be"),
        new("--balance", "training.balance", "NAME", "Split the layers so that blocks take equally long: measured (without a NAME), counted or none", bare: "measured"),
        new("--steps", "training.steps", "N", "Batches each block learns from"),
        new("--batch", "training.batch", "N", "Clips in a batch"),
        new("--share", "training.share", "N[,N...]", "Sequential: batches each block learns from; empty splits --steps evenly"),
        new("--micro-batches", "training.micro-batches", "M", "e2e: parts a batch is cut into"),
        new("--capacity", "edges.capacity", "N[,N...]", "Activations an edge may hold; one for all edges, or one for each"),
        new("--overflow", "edges.overflow", "NAME[,...]", "At a full edge: wait (exact), drop-oldest, drop-newest, latest or replay"),
        new("--decode-fraction", "training.decode-fraction", "F", "Share of the hidden tokens that decoders reconstruct"),
        new("--decoder-attention", "model.decoder-attention", "NAME", "Decoders: self (VideoMAE's) or cross (hidden tokens attend to visible ones alone)"),
        new("--seed", "training.seed", "N", "Seed of weights, data order, crops, masks and delays"),
        new("--init", "training.init", "PATH", "Begin with the weights of a VideoMAE: a .safetensors file, or a folder with model.safetensors"),
        new("--device", "training.device", "NAME", "cpu, cuda or cuda:i"),
        new("--precision", "training.precision", "NAME", "Matrix products in fp32 or bf16; all else is float32"),
        new("--recompute", "training.recompute", "NAME", "Backward passes compute again: none, or layers (less memory, the same bits)"),
        new("--threads", "training.threads", "N", "Intra-op threads of each block on the CPU"),
        new("--run", "run", "DIR", "Run directory; empty makes runs/TIMESTAMP-REGIME"),
        new("--resume", "resume", "RUN", "Go on with this run from its last whole snapshot"),
        new("--record-batches", "record-batches", "BOOL", "true keeps every batch as batches/T.safetensors"),
        new("--trace", "trace", "BOOL", "Write trace.json, for ui.perfetto.dev", bare: "true"),
        new("--log", "log.format", "FORMAT", "How actors.log and, in a pipe, standard error are written: text or json"),
        new("--snapshot-every", "snapshots.every", "N", "Batches between snapshots; 0 writes only the first and the last"),
        new("--nodes", "cluster.nodes", "N", "Nodes to wait for (actors node) before blocks are placed on them; 0 trains in one process"),
        new("--host", "cluster.host", "ADDRESS", "With --nodes: address that nodes join and edges use"),
        new("--port", "cluster.port", "PORT", "With --nodes: port that nodes join"),
        new("--place", "cluster.place", "PLACES", "With --nodes: such as 0,1=worker-a;2,3=worker-b; empty places blocks by cost"),
        new("--targets", "cluster.targets", "NAME", "With --nodes: chain (targets travel along) or local (each node's own loader)"),
        new("--secret-file", "cluster.secret-file", "FILE", "With --nodes: secret of the cluster; required beyond loopback"),
        new("--metrics-port", "metrics.port", "PORT", "Port of /metrics, /healthz and /readyz; 0 is off"),
        new("--dashboard", "dashboard.port", "PORT", "Port of a live page on 127.0.0.1; 0 is off"),
        new("--control", "dashboard.control", "BOOL", "With --dashboard: let the page and actors control steer the run", bare: "true"),
    ];
}
