namespace Actors.Model.Interop;

/// <summary>libtorch or TorchSharp's native library can't be loaded here, or refused a call. One line that says what to do.</summary>
public sealed class LibtorchException : Exception
{
    /// <summary>Without a text.</summary>
    public LibtorchException()
    {
    }

    /// <summary>With what failed, where, and the way out.</summary>
    public LibtorchException(string message) : base(message)
    {
    }

    /// <summary>With what failed, where, the way out, and the cause.</summary>
    public LibtorchException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
