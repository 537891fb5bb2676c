using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Processes;

/// <summary>The README's commands run as they stand there, on fewer and smaller batches.</summary>
public sealed class ReadmeTests(ITestOutputHelper output)
{
    const string Sample =
        """
        Text with `dotnet run --project actors -c Release -- not --this`.
        ```sh
        dotnet run --project actors -c Release
        dotnet run --project actors -c Release -- --data path/to/UCF101 --batch 32   # real video
        dotnet run --project actors -c Release -- train --preset quickstart \
            --set 'training.steps=900' --run "runs/a b"
        git clone elsewhere
        dotnet run --project actors -c Release -- --resume "runs/a b" --steps 1000
        dotnet run --project actors -c Release -- --regime e2e --micro-batches 4
        dotnet run --project actors -c Release -- inspect "runs/a b" --json | head
        dotnet run --project actors -c Release -- evaluate "runs/a b"
        dotnet run --project actors -c Release -- sweep studies/a.conf --out b
        ```
        ```csharp
        dotnet run --project actors -c Release -- not --this
        ```
        """;

    // The studies themselves are tried in miniature by their own test.
    const string SmallSweep =
        """
        sweep {
          grid.training.regime = [async, e2e]
          evaluate { clips = 24, gratings = 0 }
        }
        actors {
          data { source = motion, clips = 8 }
          metrics.port = 0
          training { steps = 2, batch = 2, decode-fraction = 0.25 }
        }
        """;

    [Fact]
    public void Commands_are_found_in_shell_blocks_only_without_comments_and_pipes()
    {
        Assert.Equal(
            [
                [],
                ["--data", "path/to/UCF101", "--batch", "32"],
                ["train", "--preset", "quickstart", "--set", "training.steps=900", "--run", "runs/a b"],
                ["--resume", "runs/a b", "--steps", "1000"],
                ["--regime", "e2e", "--micro-batches", "4"],
                ["inspect", "runs/a b", "--json"],
                ["evaluate", "runs/a b"],
                ["sweep", "studies/a.conf", "--out", "b"],
            ],
            ReadmeCommands.In(Sample));
    }

    [Fact]
    public void Training_is_made_small_and_anything_else_is_left_alone()
    {
        string[][] small = [.. ReadmeCommands.In(Sample).Skip(1).Select(args => ReadmeCommands.Small(args, "/videos"))];
        string[] rest = ["--metrics-port", "0", "--decode-fraction", "0.25", "--set", "data.clips=8"];
        Assert.Equal<string[]>(
            [
                ["train", "--data", "/videos", "--batch", "2", "--steps", "4", .. rest],
                ["train", "--preset", "quickstart", "--set", "training.steps=4", "--run", "runs/a b", "--batch", "2", .. rest],
                ["train", "--resume", "runs/a b", "--steps", "6", "--batch", "2", .. rest],
                ["train", "--regime", "e2e", "--micro-batches", "4", "--batch", "4", "--steps", "4", .. rest],
                ["inspect", "runs/a b", "--json"],
                ["evaluate", "runs/a b", "--clips", "24", "--gratings", "0"],
                ["sweep", "small-sweep.conf", "--out", "b"],
            ],
            small);
    }

    [Fact]
    public async Task Every_command_of_the_README_ends_with_0()
    {
        string readme = Path.Combine(SharedFolder.Checkout, "README.md");
        Assert.True(File.Exists(readme), $"{readme} is missing: its commands cannot be tried");

        // On free ports: those of the page may be in use.
        int join = Scrape.FreePort();
        string text = (await File.ReadAllTextAsync(readme, TestContext.Current.CancellationToken))
            .Replace("127.0.0.1:4053", $"127.0.0.1:{join}", StringComparison.Ordinal)
            .Replace("--dashboard 9465", $"--dashboard {Scrape.FreePort()}", StringComparison.Ordinal);
        IReadOnlyList<string[]> commands = ReadmeCommands.In(text);
        Assert.True(commands.Count > 0, $"{readme} has no line 'dotnet run --project actors -c Release …' in a sh block");

        // One folder and in order: a command may use what one before it made.
        using var folder = new TemporaryFolder();
        List<ActorsProcess> nodes = [];
        await File.WriteAllTextAsync(folder.In(ReadmeCommands.SmallSweep), SmallSweep, TestContext.Current.CancellationToken);
        try
        {
            foreach (string[] args in commands.Where(args => args.Length > 0))
            {
                Assert.True(args[0] != "sweep" || File.Exists(Path.Combine(SharedFolder.Checkout, args[1])), $"{string.Join(' ', args)}: there is no such file");
                string line = $"actors {string.Join(' ', args)}";
                if (args.Any(arg => arg.StartsWith("cuda", StringComparison.Ordinal)) && !TorchSharp.torch.cuda_is_available())
                {
                    output.WriteLine($"not tried without CUDA: {line}");
                    continue;
                }

                bool real = args.Any(arg => arg.StartsWith("path/to/", StringComparison.Ordinal));
                string[] small =
                [
                    .. ReadmeCommands.Small(args, real ? SharedFolder.Path("data/ucf101_mini") : ""),
                    .. args[0] == "train" && args.Contains("--nodes") && !args.Contains("--port") ? (string[])["--port", $"{join}"] : [],
                ];
                if (args[0] == "node")
                {
                    // Has a terminal of its own, and ends with the run.
                    nodes.Add(Start(folder, small));
                    continue;
                }

                Finished end = await Run(folder, small);
                Assert.True(end.Code == 0, $"{line}\nwas run as: actors {string.Join(' ', small)}\nand ended with {end.Code}.\n{end}");
                output.WriteLine($"{end.Took.TotalSeconds:0.0} s: {line}");
            }

            foreach (ActorsProcess node in nodes)
            {
                (await node.End(TimeSpan.FromSeconds(30))).With(0);
            }
        }
        finally
        {
            nodes.ForEach(node => node.Dispose());
        }
    }
}
