using System.Globalization;

namespace Actors.Reports;

/// <summary>Figures as a page shows them; the table for machines has every digit.</summary>
internal static class Numbers
{
    /// <summary>Four significant digits, whole numbers as they are; a dash for what there is none of.</summary>
    public static string Figure(double value)
    {
        double size = Math.Abs(value);
        string text = !double.IsFinite(value) ? "\u2013"
            : size is >= 1000 and < 1e9 || (size < 1000 && value == Math.Round(value)) ? value.ToString("0", CultureInfo.InvariantCulture)
            : size is >= 1e-3 and < 1000 ? value.ToString($"F{3 - (int)Math.Floor(Math.Log10(size))}", CultureInfo.InvariantCulture)
            : value.ToString("G3", CultureInfo.InvariantCulture);
        return text.Replace('-', '\u2212');
    }

    /// <summary>Mean and deviation with three decimals; the mean alone for one value; a dash for none.</summary>
    public static string Share(Spread spread) => spread.Count == 0 ? "\u2013" : Text(spread, "0.000");

    /// <summary>The same with four decimals, for losses.</summary>
    public static string Fine(Spread spread) => spread.Count == 0 ? "\u2013" : Text(spread, "0.0000");

    /// <summary>Mean and deviation with a few digits.</summary>
    public static string Figure(Spread spread) =>
        double.IsFinite(spread.Deviation) ? $"{Figure(spread.Mean)} \u00b1 {Figure(spread.Deviation)}" : Figure(spread.Mean);

    static string Text(Spread spread, string format)
    {
        string mean = spread.Mean.ToString(format, CultureInfo.InvariantCulture);

        // What is rounded to nothing has no sign.
        mean = mean.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? mean.TrimStart('-') : mean;
        string deviation = double.IsFinite(spread.Deviation) ? $" \u00b1 {spread.Deviation.ToString(format, CultureInfo.InvariantCulture)}" : "";
        return $"{mean}{deviation}".Replace('-', '\u2212');
    }
}
