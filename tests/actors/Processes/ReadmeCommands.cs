using System.Text;

namespace Actors.Tests.Processes;

/// <summary>The program's command lines in a page of Markdown, and what makes each of them small.</summary>
internal static class ReadmeCommands
{
    /// <summary>The file that takes the place of a sweep's.</summary>
    public const string SmallSweep = "small-sweep.conf";

    const string Program = "dotnet run --project actors -c Release";

    /// <summary>The arguments of every line in a <c>sh</c> block that runs the program, in order.</summary>
    public static IReadOnlyList<string[]> In(string markdown) => [.. Lines(markdown).Where(IsOurs).Select(Arguments)];

    /// <summary>Whether a line runs the program.</summary>
    public static bool IsOurs(string line) => line.StartsWith(Program, StringComparison.Ordinal);

    /// <summary>The words behind the program's name, in a line that runs it.</summary>
    public static string[] Arguments(string line) => Words(line[Program.Length..]) is ["--", .. var words] ? words : Words(line[Program.Length..]);

    /// <summary>Every line of <c>sh</c> blocks, in order; one that goes on behind a backslash is one.</summary>
    public static IReadOnlyList<string> Lines(string markdown)
    {
        List<string> lines = [];
        bool inside = false;
        string open = "";
        foreach (string raw in markdown.ReplaceLineEndings("\n").Split('\n'))
        {
            if (raw.StartsWith("```", StringComparison.Ordinal))
            {
                inside = !inside && raw.Trim() is "```sh" or "```bash" or "```console";
                open = "";
                continue;
            }

            string line = open + raw.Trim();
            open = inside && line.EndsWith('\\') ? line[..^1] : "";
            if (inside && open.Length == 0 && line.Length > 0)
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    /// <summary>The same command with a few small batches and without a port; an evaluation with a few clips, a sweep of a small file; another is left as it is.</summary>
    /// <param name="args">As the page has it.</param>
    /// <param name="data">The folder of real video that <c>path/to/…</c> stands for.</param>
    public static string[] Small(string[] args, string data)
    {
        List<string> small = [.. args.Select(arg => arg.StartsWith("path/to/", StringComparison.Ordinal) ? data : arg)];
        if (args.Length > 0 && args[0] == "evaluate")
        {
            return [.. small, .. small.Contains("--clips") ? [] : (string[])["--clips", "24"], .. small.Contains("--gratings") ? [] : (string[])["--gratings", "0"]];
        }

        if (args.Length > 0 && args[0] == "sweep")
        {
            return [args[0], SmallSweep, .. args[2..]];
        }

        if (args.Length > 0 && args[0] == "bench" && !args.Contains("--simulate"))
        {
            return [.. small, "--repeats", "1", "--seconds", "1", "--batch", "1", "--steps", "24"];
        }

        if (args.Length > 0 && args[0] != "train" && !args[0].StartsWith('-'))
        {
            return [.. small];
        }

        if (args is [] || args[0].StartsWith('-'))
        {
            small.Insert(0, "train");
        }

        int parts = small.IndexOf("--micro-batches");
        Set("--batch", parts < 0 ? "2" : small[parts + 1]);
        Set("--steps", small.Contains("--resume") ? "6" : "4");
        Set("--metrics-port", "0");
        Set("--decode-fraction", "0.25");
        if (small.Contains("--share"))
        {
            Set("--share", "1");
        }

        if (!small.Any(arg => arg.StartsWith("data.clips=", StringComparison.Ordinal)))
        {
            small.AddRange("--set", "data.clips=8");
        }

        return [.. small];

        void Set(string option, string value)
        {
            string key = option == "--metrics-port" ? "metrics.port=" : $"training.{option[2..]}=";
            int given = small.FindIndex(arg => arg.StartsWith(key, StringComparison.Ordinal));
            int at = small.IndexOf(option);
            if (given >= 0)
            {
                small[given] = key + value;
            }
            else if (at >= 0)
            {
                small[at + 1] = value;
            }
            else
            {
                small.AddRange(option, value);
            }
        }
    }

    /// <summary>Words as a shell sees them, up to a comment, a pipe or a redirection.</summary>
    public static string[] Words(string line)
    {
        List<string> words = [];
        var word = new StringBuilder();
        char quote = '\0';
        bool begun = false;
        foreach (char c in line + " ")
        {
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
                word.Append(quote == '\0' ? "" : c);
            }
            else if (c is '\'' or '"')
            {
                (quote, begun) = (c, true);
            }
            else if (!begun && c is '#' or '|' or '>' or ';' or '&')
            {
                break;
            }
            else if (c != ' ')
            {
                word.Append(c);
                begun = true;
            }
            else if (begun)
            {
                words.Add(word.ToString());
                word.Clear();
                begun = false;
            }
        }

        return [.. words];
    }
}
