using System.Text.Json;

namespace Actors.Runs;

/// <summary>Appends to <c>steps.jsonl</c>. Not for several threads.</summary>
public sealed class StepsLog : IDisposable
{
    static readonly byte[] NewLine = "\n"u8.ToArray();

    readonly FileStream file;

    /// <summary>Begins a new file.</summary>
    public StepsLog(string path)
    {
        file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
    }

    /// <summary>Appends a line.</summary>
    public void Append(StepLine line)
    {
        JsonSerializer.Serialize(file, line, RunJson.Line);
        file.Write(NewLine);
    }

    /// <summary>Lets others read what has been appended.</summary>
    public void Flush() => file.Flush();

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
