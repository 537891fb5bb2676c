using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Actors.Configuration;

/// <summary>A key of the section <c>actors</c>: its names, its type and what its value must be.</summary>
internal sealed class ConfigurationKey
{
    readonly PropertyInfo property;
    readonly Type elementType;
    readonly RangeAttribute? range;

    public ConfigurationKey(string name, PropertyInfo property, RangeAttribute? elementRange)
    {
        Name = name;
        this.property = property;
        IsList = property.PropertyType.IsGenericType;
        elementType = IsList ? property.PropertyType.GetGenericArguments()[0] : property.PropertyType;
        range = property.GetCustomAttribute<RangeAttribute>() ?? elementRange;
        Choices = elementType.IsEnum
            ? [.. Enum.GetNames(elementType).Select(KebabCase.Of)]
            : [.. property.GetCustomAttribute<AllowedValuesAttribute>()?.Values.Cast<string>() ?? []];
    }

    /// <summary>Its full name, such as <c>actors.training.learning-rate</c>.</summary>
    public string Name { get; }

    /// <summary>Its environment variable: the name in upper case, with <c>_</c> for every <c>.</c> and <c>-</c>.</summary>
    public string Variable => Name.ToUpperInvariant().Replace('.', '_').Replace('-', '_');

    /// <summary>Whether it takes a list; a single value is then a list of one.</summary>
    public bool IsList { get; }

    /// <summary>The values to choose from; empty when they are not a handful.</summary>
    public IReadOnlyList<string> Choices { get; }

    /// <summary>The smallest and largest value, as written in messages; null when there is no range.</summary>
    public (string Minimum, string Maximum)? Range =>
        range is null ? null : (ValueText.ToHocon(range.Minimum), ValueText.ToHocon(range.Maximum));

    /// <summary>What a value must be, as the end of the sentence "must be …".</summary>
    public string Expectation
    {
        get
        {
            string what = Choices.Count > 0 ? $"one of {string.Join(", ", Choices)}"
                : elementType == typeof(string) ? "a text"
                : elementType == typeof(bool) ? "true or false"
                : elementType == typeof(double) ? "a number" : "a whole number";
            string bounds = Range is { } r ? $" from {r.Minimum} to {r.Maximum}" : "";
            return IsList ? $"a list, each {what}{bounds}" : what + bounds;
        }
    }

    /// <summary>Reads a setting; on failure the value is null and the problem is one line.</summary>
    public object? Parse(Setting setting, out string? problem)
    {
        problem = null;
        object? value = Read(setting, out string? unread);
        if (value is null)
        {
            string? nearest = unread is null ? null : Nearest.To(unread, Choices);
            string hint = nearest is null ? "" : $"; did you mean {nearest}?";
            problem = $"{Name} = {setting.Text} ({setting.Origin}): must be {Expectation}{hint}";
            return null;
        }

        foreach (ValidationAttribute rule in property.GetCustomAttributes<ValidationAttribute>())
        {
            if (!rule.IsValid(value))
            {
                string must = rule switch
                {
                    RequiredAttribute or MinLengthAttribute => "must not be empty",
                    RegularExpressionAttribute => $"must be {rule.ErrorMessage}",
                    _ => $"must be {Expectation}",
                };
                problem = $"{Name} = {ValueText.ToHocon(value)} ({setting.Origin}): {must}";
                return null;
            }
        }

        return value;
    }

    object? Read(Setting setting, out string? unread)
    {
        unread = null;
        if (setting.IsSection || (!setting.IsList && setting.Items.Count != 1) || (setting.IsList && !IsList))
        {
            return null;
        }

        IReadOnlyList<string> texts = IsList && !setting.IsList ? Split(setting.Items[0]) : setting.Items;
        var values = Array.CreateInstance(elementType, texts.Count);
        for (int i = 0; i < texts.Count; i++)
        {
            object? value = ValueText.Parse(elementType, texts[i]);
            bool isChoice = Choices.Count == 0 || Choices.Contains(texts[i]);
            if (value is null || !isChoice || range?.IsValid(value) == false)
            {
                unread = texts[i];
                return null;
            }

            values.SetValue(value, i);
        }

        return IsList ? values : values.GetValue(0);
    }

    // Variables and the command line have no brackets: 3,3,3,3 is a list there; nothing is the empty list.
    static string[] Split(string text)
    {
        string inner = text.StartsWith('[') && text.EndsWith(']') ? text[1..^1] : text;
        return string.IsNullOrWhiteSpace(inner) ? [] : inner.Split(',', StringSplitOptions.TrimEntries);
    }
}
