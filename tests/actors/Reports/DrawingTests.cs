using System.Xml.Linq;
using Actors.Reports.Figures;
using CsCheck;
using Xunit;

namespace Actors.Tests.Reports;

public sealed class DrawingTests
{
    [Fact]
    public void A_scale_spans_its_values_with_round_marks_in_order_and_no_minus_zero() =>
        Gen.Select(Gen.Double[-1e6, 1e6].Array[1, 8], Gen.Int[-12, 12], Gen.Bool).Sample((mantissas, exponent, alike) =>
        {
            // Of every magnitude; and with values that hardly differ, for which the marks need the most digits.
            double unit = Math.Pow(10, exponent);
            double[] values = [.. mantissas.Select(m => unit * (alike ? mantissas[0] * (1 + (m * 1e-15)) : m))];
            Scale scale = new(values, 300, 20);
            Assert.All(values, value => Assert.InRange(scale.Pixel(value), 20, 300));
            (double Value, string Words)[] ticks = [.. scale.Ticks()];
            Assert.InRange(ticks.Length, 2, 13);
            Assert.Equal(ticks.Length, ticks.Select(tick => tick.Words).Distinct().Count());
            Assert.All(ticks, tick => Assert.InRange(scale.Pixel(tick.Value), 19.99, 300.01));
            Assert.DoesNotContain(ticks, tick => tick.Words.TrimStart('\u2212').Trim('0', '.') == "" && tick.Words[0] == '\u2212');
        });

    [Fact]
    public void Any_two_of_sixty_series_differ_without_colour()
    {
        (Mark, string)[] looks = [.. Enumerable.Range(0, 60).Select(i => (new SeriesStyle(i).Mark, string.Join(' ', new SeriesStyle(i).Dash)))];
        Assert.Equal(60, looks.Distinct().Count());
        Assert.Equal(60, Enumerable.Range(0, 60).Select(i => new SeriesStyle(i).Letter).Distinct().Count());
    }

    [Fact]
    public void Every_colour_can_be_read_on_its_paper()
    {
        foreach ((Ink ink, string name, string light, string dark) in Ink.All.Where(entry => entry.Ink != Ink.Grid && entry.Ink != Ink.Paper))
        {
            // WCAG 2.1: 4.5 for words, whose inks these are too.
            Assert.True(Contrast(light, Ink.Paper.Entry.Light) >= 4.5, $"{name} on light: {Contrast(light, Ink.Paper.Entry.Light)}");
            Assert.True(Contrast(dark, Ink.Paper.Entry.Dark) >= 4.5, $"{name} on dark: {Contrast(dark, Ink.Paper.Entry.Dark)}");
        }
    }

    [Fact]
    public void Words_at_the_ends_of_lines_do_not_lie_on_each_other()
    {
        Chart chart = new("t", "x", "y", [.. Enumerable.Range(0, 12).Select(i => new ChartSeries(new(i), [new(0, 0), new(1, 1 + (i * 1e-4))]))]);
        double[] heights =
        [
            .. ChartDrawing.Of(chart).Shapes.OfType<TextShape>().Where(text => text.Words.Length == 1 && char.IsAsciiLetterUpper(text.Words[0]))
                .Select(text => text.Y).Order(),
        ];
        Assert.Equal(12, heights.Length);
        Assert.All(heights.Zip(heights.Skip(1)), pair => Assert.True(pair.Second - pair.First > 10, $"{pair}"));
    }

    [Fact]
    public void A_drawing_as_a_file_is_well_formed_and_its_words_are_escaped()
    {
        Drawing drawing = new(90, 40, "a < b & \"c\"", [new TextShape(Ink.Text, 1, 20, "x < y & z"), .. Drawing.MarkAt(new(3), 30, 20)]);
        XElement svg = XDocument.Parse(SvgWriter.File(drawing)).Root!;
        Assert.Equal("a < b & \"c\"", svg.Attribute("aria-label")!.Value);
        Assert.Equal("x < y & z", svg.Descendants().Single(element => element.Name.LocalName == "text").Value);
        Assert.Equal("0 0 90 40", svg.Attribute("viewBox")!.Value);
    }

    [Fact]
    public void A_picture_has_letters_on_a_machine_without_fonts_and_the_same_bytes_each_time()
    {
        byte[] with = PngWriter.Bytes(new Drawing(60, 20, "", [new TextShape(Ink.Text, 2, 14, "\u2212\u0394\u00d7\u00b1")]));
        byte[] without = PngWriter.Bytes(new Drawing(60, 20, "", []));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], with[..4]);
        Assert.True(with.Length > without.Length + 100, $"{with.Length} and {without.Length} bytes");
        Assert.Equal(with, PngWriter.Bytes(new Drawing(60, 20, "", [new TextShape(Ink.Text, 2, 14, "\u2212\u0394\u00d7\u00b1")])));
    }

    static double Contrast(string a, string b)
    {
        double[] both = [Luminance(a), Luminance(b)];
        return (both.Max() + 0.05) / (both.Min() + 0.05);
    }

    static double Luminance(string color)
    {
        double[] parts = [.. Enumerable.Range(0, 3).Select(i => Convert.ToInt32(color.Substring(1 + (2 * i), 2), 16) / 255.0)
            .Select(part => part <= 0.03928 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4))];
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }
}
