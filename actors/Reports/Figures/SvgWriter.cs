using System.Globalization;
using System.Net;
using System.Text;

namespace Actors.Reports.Figures;

/// <summary>Writes drawings as SVG.</summary>
internal static class SvgWriter
{
    const string Font = "ui-sans-serif, system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";

    /// <summary>The rules that colour a drawing; a page holds them once, a file holds its own.</summary>
    public static string Style { get; } = Rules();

    /// <summary>A drawing inside a page; its colours come from the page's <see cref="Style"/>.</summary>
    public static string Inline(Drawing drawing) => Element(drawing, "", "");

    /// <summary>A file of its own, light or dark as its viewer is.</summary>
    public static string File(Drawing drawing)
    {
        string background = Invariant($"<rect width=\"{drawing.Width}\" height=\"{drawing.Height}\" class=\"paper fill\"/>");
        string size = Invariant($" xmlns=\"http://www.w3.org/2000/svg\" width=\"{drawing.Width}\" height=\"{drawing.Height}\"");
        return Element(drawing, size, $"<style>{Style}</style>{background}");
    }

    static string Element(Drawing drawing, string attributes, string before)
    {
        var text = new StringBuilder();
        string reader = drawing.Name.Length > 0 ? $"role=\"img\" aria-label=\"{Escaped(drawing.Name)}\"" : "aria-hidden=\"true\"";
        text.Append(Invariant($"<svg{attributes} viewBox=\"0 0 {drawing.Width} {drawing.Height}\" {reader}>")).Append(before);
        foreach (Shape shape in drawing.Shapes)
        {
            text.Append(Element(shape));
        }

        return text.Append("</svg>").ToString();
    }

    static string Element(Shape shape)
    {
        string name = shape.Ink.Entry.Name;
        return shape switch
        {
            LineShape line => Invariant(
                $"<polyline class=\"{name} line\" points=\"{Points(line.Points)}\" stroke-width=\"{line.Width}\"{Dash(line.Dash)}/>"),
            AreaShape area => $"<polygon class=\"{name} {(area.Filled ? "fill" : "line")}\" points=\"{Points(area.Points)}\"/>",
            CircleShape circle => Invariant(
                $"<circle class=\"{name} {(circle.Filled ? "fill" : "line")}\" cx=\"{circle.X:0.##}\" cy=\"{circle.Y:0.##}\" r=\"{circle.Radius}\"/>"),
            TextShape words => Invariant(
                $"<text class=\"{name} fill\" x=\"{words.X:0.##}\" y=\"{words.Y:0.##}\" font-size=\"{words.Size}\"{Anchor(words.Anchor)}>{Escaped(words.Words)}</text>"),
            _ => throw new ArgumentException($"There is no SVG for {shape.GetType().Name}.", nameof(shape)),
        };
    }

    static string Points(IReadOnlyList<(double X, double Y)> points) => string.Join(' ', points.Select(point => Invariant($"{point.X:0.##},{point.Y:0.##}")));

    static string Dash(IReadOnlyList<double> dash) => dash.Count == 0
        ? "" : $" stroke-dasharray=\"{string.Join(' ', dash.Select(length => length.ToString(CultureInfo.InvariantCulture)))}\"";

    static string Anchor(TextAnchor anchor) => anchor switch
    {
        TextAnchor.Middle => " text-anchor=\"middle\"",
        TextAnchor.End => " text-anchor=\"end\"",
        _ => "",
    };

    static string Escaped(string text) => WebUtility.HtmlEncode(text);

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    static string Rules()
    {
        var light = new StringBuilder();
        var dark = new StringBuilder();
        foreach ((Ink _, string name, string onWhite, string onBlack) in Ink.All)
        {
            light.Append(Invariant($"--{name}:{onWhite};"));
            dark.Append(Invariant($"--{name}:{onBlack};"));
        }

        string classes = string.Concat(Ink.All.Select(entry => $".{entry.Name}{{--ink:var(--{entry.Name})}}"));
        return $":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}{classes}"
            + $"svg .line{{fill:none;stroke:var(--ink)}}svg .fill{{fill:var(--ink)}}svg text{{font-family:{Font}}}";
    }
}
