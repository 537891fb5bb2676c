namespace Actors.Data.Clips;

/// <summary>A sample that cannot be read, at any seed or epoch.</summary>
public sealed class ClipUnreadableException : IOException
{
    /// <summary>Names the sample, the reason and what was found.</summary>
    public ClipUnreadableException(string name, string reason, string detail) : base($"{name}: {detail}")
    {
        Name = name;
        Reason = reason;
        Detail = detail;
    }

    /// <summary>The sample's name within its source.</summary>
    public string Name { get; }

    /// <summary>One of few lower-case words, fit to be a metric's label, such as <c>openfailed</c>.</summary>
    public string Reason { get; }

    /// <summary>What is wrong, without the name.</summary>
    public string Detail { get; }
}
