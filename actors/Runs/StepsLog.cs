using System.Text.Json;

namespace Actors.Runs;

/// <summary>Appends to <c>steps.jsonl</c>. Not for several threads.</summary>
public sealed class StepsLog : IDisposable
{
    static readonly byte[] NewLine = "\n"u8.ToArray();

    readonly string path;
    FileStream file;

    /// <summary>Begins a new file, or goes on with one behind the updates on the batches before <paramref name="batch"/>.</summary>
    public StepsLog(string path, long batch)
    {
        this.path = path;
        file = Cut(batch);
    }

    /// <summary>Forgets the updates on a batch and all later ones, which are to be made again.</summary>
    public void RollBack(long batch)
    {
        file.Dispose();
        file = Cut(batch);
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
    public void Dispose()
    {
        try
        {
            file.Dispose();
        }
        catch (IOException)
        {
            // Who flushed it last was told; a full disk must not be told of twice.
        }
    }

    FileStream Cut(long batch)
    {
        string[] kept = File.Exists(path) ? [.. File.ReadLines(path).Where(line => IsBefore(line, batch))] : [];
        string temporary = path + ".tmp";
        File.WriteAllLines(temporary, kept);
        File.Move(temporary, path, overwrite: true);
        return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
    }

    static bool IsBefore(string line, long batch)
    {
        try
        {
            return JsonSerializer.Deserialize<StepLine>(line, RunJson.Line)!.Batch < batch;
        }
        catch (JsonException)
        {
            // The last line of a process that was killed may be half written.
            return false;
        }
    }
}
