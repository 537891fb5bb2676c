using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Actors.Configuration;

/// <summary>All keys there are: one for each property of the option records, in their order.</summary>
internal static class ConfigurationKeys
{
    /// <summary>The section that holds them all.</summary>
    public const string Root = "actors";

    // DataAnnotations has no attribute for the elements of a list.
    static readonly Dictionary<string, RangeAttribute> ElementRanges = new(StringComparer.Ordinal)
    {
        ["actors.training.partition"] = new(1, 256),
        ["actors.training.share"] = new(1, 1_000_000_000),
        ["actors.edges.capacity"] = new(1, 1024),
        ["actors.edges.replays"] = new(0, 1000),
        ["actors.edges.max-age"] = new(-1, 1_000_000),
        ["actors.delays.slowdown"] = new(1.0, 1000.0),
        ["actors.delays.jitter"] = new(0.0, 3600.0),
        ["actors.delays.latency"] = new(0.0, 3600.0),
        ["actors.delays.bandwidth"] = new(0.0, 1e12),
        ["actors.faults.corrupt-clip"] = new(0, int.MaxValue),
    };

    /// <summary>Every key.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } = [.. Under(Root, typeof(RunOptions))];

    /// <summary>Every key by its name.</summary>
    public static IReadOnlyDictionary<string, ConfigurationKey> ByName { get; } = All.ToDictionary(key => key.Name, StringComparer.Ordinal);

    /// <summary>Every key by its environment variable.</summary>
    public static IReadOnlyDictionary<string, ConfigurationKey> ByVariable { get; } =
        All.ToDictionary(key => key.Variable, StringComparer.Ordinal);

    /// <summary>Whether keys lie under this name.</summary>
    public static bool IsSection(string name) => All.Any(key => key.Name.StartsWith(name + ".", StringComparison.Ordinal));

    /// <summary>Builds the records from one value per key.</summary>
    public static RunOptions Bind(IReadOnlyDictionary<string, object> values) => (RunOptions)Bind(Root, typeof(RunOptions), values);

    /// <summary>One value per key, taken from the records.</summary>
    public static IReadOnlyDictionary<string, object> Values(RunOptions options)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        Collect(Root, options, values);
        return values;
    }

    static IEnumerable<ConfigurationKey> Under(string section, Type record) => record.GetProperties().SelectMany(property =>
    {
        string name = $"{section}.{KebabCase.Of(property.Name)}";
        return IsRecord(property)
            ? Under(name, property.PropertyType)
            : [new ConfigurationKey(name, property, ElementRanges.GetValueOrDefault(name))];
    });

    static object Bind(string section, Type record, IReadOnlyDictionary<string, object> values)
    {
        object options = Activator.CreateInstance(record)!;
        foreach (PropertyInfo property in record.GetProperties())
        {
            string name = $"{section}.{KebabCase.Of(property.Name)}";
            property.SetValue(options, IsRecord(property) ? Bind(name, property.PropertyType, values) : values[name]);
        }

        return options;
    }

    static void Collect(string section, object options, Dictionary<string, object> values)
    {
        foreach (PropertyInfo property in options.GetType().GetProperties())
        {
            string name = $"{section}.{KebabCase.Of(property.Name)}";
            object value = property.GetValue(options)!;
            if (IsRecord(property))
            {
                Collect(name, value, values);
            }
            else
            {
                values.Add(name, value);
            }
        }
    }

    // Values are numbers, enumerations, texts and IReadOnlyList, which is an interface.
    static bool IsRecord(PropertyInfo property) => property.PropertyType.IsClass && property.PropertyType != typeof(string);
}
