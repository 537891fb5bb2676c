using System.Text;

namespace Actors.Configuration;

/// <summary>Names as they are written in configuration: <c>LearningRate</c> is <c>learning-rate</c>.</summary>
internal static class KebabCase
{
    /// <summary>The kebab-case form of a C# name.</summary>
    public static string Of(string name)
    {
        var kebab = new StringBuilder();
        foreach (char c in name)
        {
            if (char.IsUpper(c) && kebab.Length > 0)
            {
                kebab.Append('-');
            }

            kebab.Append(char.ToLowerInvariant(c));
        }

        return kebab.ToString();
    }
}
