using Actors.Reports.Figures;
using Actors.Runs;

namespace Actors.Reports;

/// <summary>Compares runs: a page, its figures as files, and a table for machines.</summary>
public static class RunReport
{
    /// <summary>File name of a report's page.</summary>
    public const string PageFile = "report.html";

    /// <summary>Writes <c>report.html</c> and beside it <c>report.json</c>, <c>report.csv</c>, <c>report.md</c> and <c>report-figures/NAME.svg</c> and <c>.png</c>.</summary>
    /// <param name="runs">The run directories.</param>
    /// <param name="page">Path of the page; the other files take its name.</param>
    /// <returns>The files, the page first. The same runs give the same bytes.</returns>
    /// <exception cref="RunException">
    /// One is no run, they learned from different data, or a file can't be written (2); or a run's file is damaged (3).
    /// </exception>
    /// <exception cref="Configuration.ConfigurationException">The configuration of a run can't be read.</exception>
    public static IReadOnlyList<string> Write(IReadOnlyList<string> runs, string page)
    {
        IReadOnlyList<RunGroup> groups = RunGroups.Of(ReportedRuns.Open(runs));
        var table = ReportTable.Of(groups);
        var document = ReportDocument.Of(groups, table);
        Figure[] figures = [.. new PaperFigures(groups, table).All(), .. new TrainingFigures(groups, table).All()];
        string full = Path.GetFullPath(page);
        string stem = Path.Combine(Path.GetDirectoryName(full)!, Path.GetFileNameWithoutExtension(full));
        var files = new List<string> { full };
        try
        {
            string folder = $"{stem}-figures";
            Directory.CreateDirectory(folder);
            foreach (Figure figure in figures.Where(figure => figure.Panels.Count > 0))
            {
                Drawing sheet = figure.Sheet();
                files.Add(Path.Combine(folder, $"{figure.Name}.svg"));
                File.WriteAllText(files[^1], SvgWriter.File(sheet));
                files.Add(Path.Combine(folder, $"{figure.Name}.png"));
                File.WriteAllBytes(files[^1], PngWriter.Bytes(sheet));
            }

            files.Add($"{stem}.json");
            RunJson.Write(files[^1], document);
            files.Add($"{stem}.csv");
            File.WriteAllText(files[^1], table.Csv());
            files.Add($"{stem}.md");
            File.WriteAllText(files[^1], new ReportMarkdown(groups, table).Text());

            // The page last: where it is, the rest is.
            File.WriteAllText(full + ".tmp", ReportPage.Of(groups, figures, document));
            File.Move(full + ".tmp", full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException(ExitCode.Usage, $"the report {page} cannot be written: {e.Message}", e);
        }

        return files;
    }
}
