using System.Text.Json;

namespace Actors.Tracing;

/// <summary>Reads what one process wrote of a trace, event by event, its times turned into those of the joined one.</summary>
internal sealed class TracePart : IDisposable
{
    readonly StreamReader reader;
    readonly long origin;
    string? ahead;

    TracePart(string path, StreamReader reader, long origin, Guid id)
    {
        Path = path;
        this.reader = reader;
        this.origin = origin;
        Id = id;
        ahead = reader.ReadLine();
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Tells it from others of its name.</summary>
    public Guid Id { get; }

    /// <summary>Number of its process in the joined trace.</summary>
    public int Number { get; set; } = 1;

    /// <summary>Turns its clock's time into that of the joined trace.</summary>
    public ClockAlignment Alignment { get; set; } = ClockAlignment.Same;

    /// <summary>The time that is zero in the joined trace, in nanoseconds.</summary>
    public long Zero { get; set; }

    /// <summary>The time that is zero in the file, in nanoseconds of its own clock.</summary>
    public long Origin => origin;

    /// <summary>The time of the event that was read last, in nanoseconds of its own clock.</summary>
    public long LastTime { get; private set; }

    /// <summary>Events read so far.</summary>
    public long Events { get; private set; }

    /// <summary>How far the times of the events read so far may be off, at most, in nanoseconds.</summary>
    public double Error { get; private set; }

    /// <summary>Events that it lacks because they came faster than they could be written.</summary>
    public long Lost { get; private set; }

    /// <summary>Whether its process wrote it to its end.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The event that was read last.</summary>
    public TraceLine Line { get; private set; }

    /// <summary>When that event began, in nanoseconds of the joined trace; of no meaning for metadata.</summary>
    public long Began { get; private set; }

    /// <summary>When it ended.</summary>
    public long Ended { get; private set; }

    /// <summary>The latest time of any event read so far, in nanoseconds of the joined trace.</summary>
    public long Last { get; private set; } = long.MinValue;

    /// <summary>Opens a file.</summary>
    /// <returns>Null when it is no trace of a process, or one that had no time to begin.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TracePart? Open(string path)
    {
        var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16));
        string? begin = reader.ReadLine();
        var first = new TraceLine(reader.ReadLine()?.TrimEnd(',') ?? "");
        if (begin == "{\"traceEvents\":[" && first.IsWhole() && first.Is(TraceFile.Origin) && Guid.TryParse(first.String("file"), out Guid id))
        {
            return new TracePart(path, reader, first.Long("ns"), id);
        }

        reader.Dispose();
        return null;
    }

    /// <summary>Goes on to the next event.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Read()
    {
        string? text = ahead;
        ahead = reader.ReadLine();
        if (text is null || text.StartsWith(']'))
        {
            End(text);
            return false;
        }

        var line = new TraceLine(text.TrimEnd(','));
        if (ahead is null && !line.IsWhole())
        {
            return false;
        }

        Line = line;
        Events++;
        if (line.Phase != 'M')
        {
            long began = line.Began;
            Began = Aligned(began);
            Ended = Aligned(began + line.Length);
            LastTime = origin + began;
            Last = Math.Max(Last, Ended);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();

    void End(string? tail)
    {
        const string Data = "\"otherData\":";
        if (tail?.IndexOf(Data, StringComparison.Ordinal) is > 0 and int at && tail.EndsWith("}}", StringComparison.Ordinal))
        {
            IsWhole = true;
            Lost = JsonDocument.Parse(tail[(at + Data.Length)..^1]).RootElement.GetProperty("events_lost").GetInt64();
        }
    }

    long Aligned(long time)
    {
        (long ours, double error) = Alignment.At(time + origin);
        Error = Math.Max(Error, error);
        return ours - Zero;
    }
}
