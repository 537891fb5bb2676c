namespace Actors.Data.Frames;

/// <summary>Frames that a store has are not those that were put there.</summary>
sealed class DamagedFramesException : IOException
{
    /// <summary>Says where and what is wrong.</summary>
    public DamagedFramesException(string message, Exception? cause = null) : base(message, cause)
    {
    }
}
