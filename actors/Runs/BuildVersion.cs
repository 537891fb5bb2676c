using System.Reflection;

namespace Actors.Runs;

/// <summary>Which build this is.</summary>
public static class BuildVersion
{
    /// <summary>Version of this program, with the git commit it was built from.</summary>
    public static string Text { get; } = Of(typeof(BuildVersion).Assembly);

    /// <summary>That commit; empty when it was not built from a checkout.</summary>
    public static string Commit => Text.Split('+', 2).ElementAtOrDefault(1) ?? "";

    /// <summary>The version an assembly states.</summary>
    public static string Of(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString() ?? "";
}
