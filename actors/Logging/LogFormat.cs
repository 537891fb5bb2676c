namespace Actors.Logging;

/// <summary>How an event is written, on one line in either case.</summary>
public enum LogFormat
{
    /// <summary>For a person: time, level, room, message, and what is known of the place in brackets.</summary>
    Text,

    /// <summary>For a program: one JSON object.</summary>
    Json,
}
