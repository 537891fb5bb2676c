using System.Net;
using System.Text;
using System.Text.Json;
using Actors.Reports.Figures;
using Actors.Runs;

namespace Actors.Reports;

/// <summary>Writes <c>report.html</c>: one file that needs no other and no network, and runs no script.</summary>
internal static class ReportPage
{
    static readonly Lazy<string> Css = new(() =>
    {
        using Stream css = typeof(ReportPage).Assembly.GetManifestResourceStream("ReportPage.css")!;
        using var reader = new StreamReader(css);
        return reader.ReadToEnd();
    });

    /// <summary>The page.</summary>
    public static string Of(IReadOnlyList<RunGroup> groups, IReadOnlyList<Figure> figures, ReportDocument document)
    {
        ReportedRun[] runs = [.. groups.SelectMany(group => group.Runs)];
        string title = runs.Length == 1 ? $"Run {runs[0].Name}" : $"{runs.Length} runs compared";
        var page = new StringBuilder();
        page.Append(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>{Escaped(title)}</title>
            <style>{SvgWriter.Style}
            {Css.Value}</style>
            </head>
            <body><main>
            <h1>{Escaped(title)}</h1>
            <p class="sub">{Escaped(Data(runs))} Made by actors {Escaped(BuildVersion.Text)}.</p>
            <nav>{string.Concat(Sections(figures, runs).Select(section => $"<a href=\"#{section.Id}\">{Escaped(section.Words)}</a>"))}</nav>

            """);
        Missing(page, runs);
        page.Append("<h2 id=\"groups\">Groups</h2>\n<p>Runs that differ in the seed only are one group. ")
            .Append("A group keeps its letter, mark and dash in all figures by depth.</p>\n");
        page.Append(Legend(PaperFigures.Legend(groups)));
        page.Append(ReportTables.Runs(groups));
        if (runs.Length > 1)
        {
            page.Append("<h2 id=\"differences\">Configuration differences</h2>\n").Append(ReportTables.Differences(groups));
        }

        foreach (Figure figure in figures)
        {
            page.Append($"<figure id=\"{figure.Name}\">\n<h2>{Escaped(figure.Title)}</h2>\n")
                .Append($"<figcaption><p>{Escaped(figure.Caption)}</p></figcaption>\n<div class=\"panels\">");
            page.AppendJoin('\n', figure.Panels.Select(SvgWriter.Inline)).Append("</div>\n").Append(Legend(figure.Legend)).Append("</figure>\n");
        }

        page.Append("<h2 id=\"blocks\">Every block</h2>\n").Append(ReportTables.Blocks(groups, document));
        page.Append(
            $"""
            <h2 id="machines">For machines</h2>
            <p>Every figure of every run, to the last digit, is in <code>.csv</code> and <code>.json</code> files of this page's name beside it, and
            tables to quote in <code>.md</code>; means and deviations are in the page itself, as JSON in <code>script#report-data</code>.</p>
            <script type="application/json" id="report-data">{JsonSerializer.Serialize(document with { Rows = null }, RunJson.Line)}</script>
            </main></body>
            </html>

            """);
        return page.ToString();
    }

    /// <summary>Words as HTML.</summary>
    public static string Escaped(string text) => WebUtility.HtmlEncode(text);

    /// <summary>What the runs learned from and were evaluated on, in words.</summary>
    public static string Data(ReportedRun[] runs)
    {
        DataFacts data = runs[0].Manifest.Data;
        string evaluated = runs.FirstOrDefault(run => run.Evaluation is not null)?.Evaluation is { } evaluation
            ? $" Evaluated on {string.Join(", ", evaluation.Sets.Select(set => $"{set.Clips} clips of {set.Name}"))}." : "";
        return $"Learned from {data.Source}: {data.Clips} clips of {data.Classes.Count} classes.{evaluated}";
    }

    static IEnumerable<(string Id, string Words)> Sections(IReadOnlyList<Figure> figures, ReportedRun[] runs) =>
    [
        ("groups", "Groups"), .. runs.Length > 1 ? ((string, string)[])[("differences", "Configuration differences")] : [],
        .. figures.Select(figure => (figure.Name, figure.Title)), ("blocks", "Every block"), ("machines", "For machines"),
    ];

    static void Missing(StringBuilder page, ReportedRun[] runs)
    {
        string[] missing = [.. runs.SelectMany(run => run.Missing())];
        if (missing.Length > 0)
        {
            page.Append("<div class=\"missing\" role=\"note\"><strong>Not everything is here.</strong><ul>")
                .AppendJoin('\n', missing.Select(words => $"<li>{Escaped(words)}</li>")).Append("</ul></div>\n");
        }
    }

    static string Legend(IReadOnlyList<LegendLine> lines) => lines.Count == 0 ? ""
        : $"<ul class=\"legend\">{string.Concat(lines.Select(line => $"<li>{SvgWriter.Inline(line.Swatch)}<span>{Escaped(line.Words)}</span></li>"))}</ul>\n";
}
