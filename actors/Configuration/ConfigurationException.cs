namespace Actors.Configuration;

/// <summary>A configuration that cannot be used, with everything that is wrong with it.</summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Takes one line for each error.</summary>
    public ConfigurationException(IReadOnlyList<string> errors) : base(string.Join(Environment.NewLine, errors))
    {
        Errors = errors;
    }

    /// <summary>One line each: the key, its value, where it came from and what it must be.</summary>
    public IReadOnlyList<string> Errors { get; }
}
