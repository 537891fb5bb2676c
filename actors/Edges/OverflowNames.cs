using System.Text.Json;

namespace Actors.Edges;

/// <summary>Overflow policies as they are written in options and files.</summary>
public static class OverflowNames
{
    /// <summary>The kebab-case name, such as <c>drop-oldest</c>.</summary>
    public static string Of(OverflowPolicy policy) => JsonNamingPolicy.KebabCaseLower.ConvertName(policy.ToString());
}
