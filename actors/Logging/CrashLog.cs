using System.Globalization;
using Actors.Runs;

namespace Actors.Logging;

/// <summary>Keeps the stack traces of crashes, which the user is told in one line, in a run's <c>crashes.log</c>.</summary>
internal static class CrashLog
{
    /// <summary>Appends a crash. What is no defect (a broken data set, a missing device) has said all in its one line and is left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">When.</param>
    /// <param name="actor">Who crashed.</param>
    /// <param name="cause">Of what.</param>
    public static void Append(string path, DateTimeOffset time, string actor, Exception cause)
    {
        if (RunFaults.CodeOf(cause) != ExitCode.Unexpected)
        {
            return;
        }

        try
        {
            File.AppendAllText(path, string.Create(CultureInfo.InvariantCulture, $"{time:O} {actor}: {cause}\n\n"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The crash is told anyway; a full disk must not make a second one of it.
        }
    }
}
