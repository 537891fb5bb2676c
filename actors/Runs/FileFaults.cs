namespace Actors.Runs;

/// <summary>Files that cannot be written: the disk is full, somebody else's, or gone. Nobody's defect, and said in one line.</summary>
internal static class FileFaults
{
    /// <summary>What a failure says of files; null when it is of another kind.</summary>
    /// <remarks>Several threads fail at once over a full disk: of what they say the first is enough.</remarks>
    public static Exception? Of(Exception cause) => cause switch
    {
        AggregateException { InnerExceptions: [var first, ..] } => Of(first),
        FileNotFoundException => null,
        IOException or UnauthorizedAccessException => cause,
        _ => null,
    };

    /// <summary>Says that a run's files cannot be written, and what to do.</summary>
    public static string Line(string directory, Exception fault) =>
        $"the run directory {directory} cannot be written: {RunFaults.FirstLine(fault)}. Give another with --run, or make room and go on with --resume";
}
