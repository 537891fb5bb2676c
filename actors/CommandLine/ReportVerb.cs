using System.CommandLine;
using Actors.Reports;
using Actors.Runs;
using Actors.Sweeps;

namespace Actors.CommandLine;

/// <summary><c>actors report</c>: compares runs on one page.</summary>
internal sealed class ReportVerb(Shell shell)
{
    readonly Argument<string[]> runs = new("RUN") { Description = "Run directories, or that of a sweep for all its runs", Arity = ArgumentArity.OneOrMore };
    readonly Option<string> output = new("--out")
    {
        HelpName = "FILE",
        Description = $"The page; its figures and tables take its name [default: {RunReport.PageFile}, in the directory of a single run or sweep]",
    };

    /// <summary>An example for the help.</summary>
    public static string Example => "actors report runs/async-1 runs/async-2 runs/e2e-1 --out compared.html";

    /// <summary>The verb with its options and help.</summary>
    public Command Command()
    {
        var command = new Command(
            "report",
            """
            Compares runs on one page that needs no network: the figures of arXiv 2601.09040, losses, throughput, ages, states.
            Runs that differ in the seed only are one group with error bars. Beside the page: report.md, tables to quote; report.json and report.csv,
            every figure of every run; report-figures/*.svg and *.png.
            """) { runs, output };
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        string[] given = parsed.GetValue(runs)!;
        string[] paths = [.. given.SelectMany(path => SweepRecord.RunsIn(path) ?? [path])];
        string page = parsed.GetValue(output) ?? (given.Length == 1 ? Path.Combine(given[0], RunReport.PageFile) : RunReport.PageFile);
        if (!page.EndsWith(".html", StringComparison.Ordinal))
        {
            throw Usage.Error($"--out {page}: name a file that ends in .html", "report");
        }

        foreach (string file in RunReport.Write(paths, page))
        {
            shell.Out.WriteLine(Path.GetRelativePath(Environment.CurrentDirectory, file));
        }

        return (int)ExitCode.Done;
    }
}
