using System.Text.Json;
using Actors.Logging;
using Actors.Runs;

namespace Actors.Tracing;

/// <summary>Comparisons of clocks on the disk: what joins the traces of a run whose coordinator was killed with all that it knew.</summary>
/// <remarks>Of each second the comparison with the shortest round trip, and at once the first, so that the shortest of runs has one.</remarks>
internal sealed class ClockLog : IDisposable
{
    const long Stretch = TimeSpan.NanosecondsPerTick * TimeSpan.TicksPerSecond;

    readonly string path;
    readonly Guid own;
    readonly IRunObserver observer;
    readonly Dictionary<Guid, (string Node, ClockSample Sample)> best = [];
    FileStream? file;

    /// <summary>Goes on behind what is in the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="own">The trace whose clock others are compared with.</param>
    /// <param name="observer">Is told when it cannot be written; the run goes on.</param>
    public ClockLog(string path, Guid own, IRunObserver observer)
    {
        this.path = path;
        this.own = own;
        this.observer = observer;
        Guarded(() => file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
    }

    /// <summary>Takes a comparison in.</summary>
    /// <param name="node">The node.</param>
    /// <param name="theirs">Its trace.</param>
    /// <param name="sample">The comparison.</param>
    public void Note(string node, Guid theirs, ClockSample sample)
    {
        bool known = best.TryGetValue(theirs, out (string Node, ClockSample Sample) before);
        if (known && before.Sample.Answered / Stretch == sample.Answered / Stretch)
        {
            best[theirs] = (node, sample.RoundTrip < before.Sample.RoundTrip ? sample : before.Sample);
            return;
        }

        Write(node, theirs, known ? before.Sample : sample);
        best[theirs] = (node, sample);
    }

    /// <summary>What was found of the clocks of the traces that are to be joined with one.</summary>
    /// <param name="path">The file; none is there when no node was asked.</param>
    /// <param name="own">The trace whose clock they were compared with.</param>
    public static IReadOnlyList<ComparedClock> Read(string path, Guid own)
    {
        var found = new Dictionary<Guid, ComparedClock>();
        foreach (ClockLine line in Lines(path).Where(line => line.Trace == own))
        {
            if (!found.TryGetValue(line.File, out ComparedClock? clock))
            {
                found[line.File] = clock = new ComparedClock(line.Node);
            }

            clock.Answered(new ClockSample(line.Asked, line.Theirs, line.Answered), line.File);
        }

        return [.. found.Values];
    }

    /// <summary>Removes what was found for a trace that is joined.</summary>
    public static void Forget(string path, Guid own)
    {
        ClockLine[] others = [.. Lines(path).Where(line => line.Trace != own)];
        if (others.Length == 0)
        {
            File.Delete(path);
        }
        else
        {
            File.WriteAllLines(path, others.Select(line => JsonSerializer.Serialize(line, RunJson.Line)));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();

    void Write(string node, Guid theirs, ClockSample sample) => Guarded(() =>
    {
        if (file is not null)
        {
            JsonSerializer.Serialize(file, new ClockLine(own, node, theirs, sample.Asked, sample.Theirs, sample.Answered), RunJson.Line);
            file.Write("\n"u8);
            file.Flush();
        }
    });

    void Guarded(Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file = null;
            string cost = "were the coordinator killed, the traces of its nodes could not be joined";
            observer.Event(new RunEvent(RunSeverity.Warning, $"{path} cannot be written ({e.Message}): {cost}") { Kind = EventKinds.TraceIncomplete });
        }
    }

    static IEnumerable<ClockLine> Lines(string path)
    {
        foreach (string text in File.Exists(path) ? File.ReadLines(path) : [])
        {
            if (LineOf(text) is { } line)
            {
                yield return line;
            }
        }
    }

    // A process that was killed may have left half a line, and one that went on a whole one behind it.
    static ClockLine? LineOf(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<ClockLine>(text, RunJson.Line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    sealed record ClockLine(Guid Trace, string Node, Guid File, long Asked, long Theirs, long Answered);
}
