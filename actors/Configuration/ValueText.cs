using System.Collections;
using System.Globalization;
using System.Text;

namespace Actors.Configuration;

/// <summary>Option values from text and to HOCON.</summary>
internal static class ValueText
{
    /// <summary>Reads one value; null when the text is not one of <paramref name="type"/>.</summary>
    public static object? Parse(Type type, string text)
    {
        if (type.IsEnum)
        {
            return Enum.GetValues(type).Cast<object>().FirstOrDefault(value => KebabCase.Of(value.ToString()!) == text);
        }

        CultureInfo culture = CultureInfo.InvariantCulture;
        return type switch
        {
            _ when type == typeof(string) => text,
            _ when type == typeof(bool) => text switch { "true" or "on" => true, "false" or "off" => false, _ => null },
            _ when type == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out int number) ? number : null,
            _ when type == typeof(long) => long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out long number) ? number : null,
            _ when type == typeof(double) =>
                double.TryParse(text, NumberStyles.Float, culture, out double number) && double.IsFinite(number) ? number : null,
            _ => throw new ArgumentException($"An option of type {type} cannot be read from configuration.", nameof(type)),
        };
    }

    /// <summary>The value as HOCON that reads back as the same value.</summary>
    public static string ToHocon(object value) => value switch
    {
        string text => Quote(text),
        bool flag => flag ? "true" : "false",
        Enum name => KebabCase.Of(name.ToString()),
        IEnumerable list => $"[{string.Join(", ", list.Cast<object>().Select(ToHocon))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"An option of type {value.GetType()} cannot be written as configuration.", nameof(value)),
    };

    static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                _ when char.IsControl(c) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
