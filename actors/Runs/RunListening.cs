using System.Text.Json;

namespace Actors.Runs;

/// <summary>Where a run that goes on can be reached: the content of <c>listening.json</c> in its directory, removed at its end.</summary>
/// <param name="Machine">The machine that its addresses are of.</param>
/// <param name="Process">The process that trains, or coordinates the nodes that do.</param>
/// <param name="Page">Address of its live page; null without one.</param>
/// <param name="Metrics">Address of its metrics; null without.</param>
/// <param name="SecretFile">Where it has the secret from that steers it; null when it asks for none.</param>
public sealed record RunListening(string Machine, int Process, string? Page, string? Metrics, string? SecretFile)
{
    /// <summary>Writes it.</summary>
    /// <returns>Disposed when the run is over.</returns>
    public IDisposable In(RunDirectory directory)
    {
        RunJson.Write(directory.Listening, this);
        return new Removal(directory.Listening);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="RunException">The run does not go on, or there is none.</exception>
    public static RunListening Of(string path)
    {
        RunDirectory directory = RunDirectory.Open(path);
        if (!File.Exists(directory.Configuration))
        {
            throw new RunException(ExitCode.Usage, $"{path} is no run directory, and no HOST:PORT such as 127.0.0.1:9465");
        }

        if (!File.Exists(directory.Listening))
        {
            throw new RunException(ExitCode.Usage, $"the run in {path} does not go on: it has {(File.Exists(directory.Summary) ? "ended" : "not begun to train, or failed")} (no listening.json)");
        }

        try
        {
            return JsonSerializer.Deserialize<RunListening>(File.ReadAllText(directory.Listening), RunJson.Line)!;
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw new RunException(ExitCode.Usage, $"{directory.Listening} cannot be read: {e.Message}; give HOST:PORT instead", e);
        }
    }

    sealed class Removal(string file) : IDisposable
    {
        public void Dispose() => File.Delete(file);
    }
}
