namespace Actors.Links;

/// <summary>The edge port can't be opened. The message is one line that names the address and the way out.</summary>
/// <param name="message">The line.</param>
/// <param name="cause">What the system said.</param>
public sealed class LinkPortException(string message, Exception cause) : Exception(message, cause);
