namespace Actors.Data.Datasets;

/// <summary>A data set that cannot be used as it lies there. One line: what, where, and the way out.</summary>
public sealed class DatasetException : IOException
{
    /// <summary>With that line.</summary>
    public DatasetException(string message) : base(message)
    {
    }

    /// <summary>With that line and what the system said.</summary>
    public DatasetException(string message, Exception cause) : base(message, cause)
    {
    }
}
