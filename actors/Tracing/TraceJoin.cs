using System.Globalization;
using System.Text;
using System.Text.Json;
using Actors.Runs;

namespace Actors.Tracing;

/// <summary>Makes one trace of what the processes of a run wrote, with arrows from process to process.</summary>
/// <remarks>Reads all parts at once, in order of time, and keeps only what is under way between two of them.</remarks>
internal sealed class TraceJoin
{
    readonly StreamWriter writer;
    readonly IReadOnlyList<TracePart> parts;
    readonly SortedDictionary<(int Incarnation, int Edge, string What), TraceHalves> halves = [];

    // Until when the states of each block are known.
    readonly Dictionary<(TracePart Part, int Track), long> stays = [];
    long arrows;
    bool first = true;

    TraceJoin(StreamWriter writer, IReadOnlyList<TracePart> parts)
    {
        this.writer = writer;
        this.parts = parts;
    }

    /// <summary>Writes a joined trace: under a temporary name, then renamed.</summary>
    /// <param name="path">Where; a trace that is there is kept under another name.</param>
    /// <param name="parts">What is joined, the one whose clock the trace goes by first. They are read to their ends.</param>
    /// <param name="processes">Says of each part what the trace is to say of its process, when it has been read.</param>
    /// <exception cref="IOException">A part cannot be read, or the file not written.</exception>
    /// <exception cref="FormatException">A part is damaged.</exception>
    public static void Write(string path, IReadOnlyList<TracePart> parts, Func<TracePart, TracedProcess> processes)
    {
        for (int k = 0; k < parts.Count; k++)
        {
            (parts[k].Number, parts[k].Zero) = (k + 1, parts[0].Origin);
        }

        string temporary = path + ".tmp";
        try
        {
            using (var writer = new StreamWriter(temporary, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16))
            {
                new TraceJoin(writer, parts).Write(processes);
            }

            RunTrace.KeepEarlier(path);
            File.Move(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    void Write(Func<TracePart, TracedProcess> processes)
    {
        writer.Write("{\"traceEvents\":[\n");
        List<TracePart> left = [.. parts.Where(part => part.Read())];
        while (left.MinBy(part => part.Ended) is { } next)
        {
            Take(next);
            if (!next.Read())
            {
                left.Remove(next);
                Unfinished(next);
            }
        }

        foreach (((int Incarnation, int Edge, string What) key, TraceHalves rest) in halves)
        {
            rest.Clear(half => Lost(key.Edge, key.What, half));
        }

        TracedProcess[] found = [.. parts.Select(processes)];
        foreach (TracedProcess process in found)
        {
            Emit($$$"""{"ph":"M","pid":{{{process.Pid}}},"name":"process_labels","args":{"labels":{{{JsonSerializer.Serialize(process.Label)}}}}}""");
        }

        string data = JsonSerializer.Serialize(new { EventsLost = found.Sum(process => process.EventsLost), Processes = found }, RunJson.Line);
        writer.Write($"\n],\"displayTimeUnit\":\"ms\",\"otherData\":{data}}}\n");
    }

    void Take(TracePart part)
    {
        TraceLine line = part.Line;
        if (line.IsHalf)
        {
            Half(part, line);
            return;
        }

        TraceLine changed = line.With("pid", Text(part.Number));
        if (line.Phase != 'M')
        {
            changed = changed.With("ts", TraceTime.Text(part.Began));
        }

        if (line.HasId)
        {
            // Each process counts its own arrows.
            changed = changed.With("id", Text((line.Long("id") * (parts.Count + 1)) + part.Number));
        }

        if (line.Phase == 'X')
        {
            changed = changed.With("dur", TraceTime.Text(part.Ended - part.Began));
            if (Tracks.IsBlock(line.Track) && BlockTrace.IsStay(line))
            {
                stays[(part, line.Track)] = part.Ended;
            }

            Transfer(part, line);
        }

        Emit(changed.Text);
    }

    /// <summary>A process that was lost did not write the states that its blocks were in then; what it had written within them needs a span around it.</summary>
    void Unfinished(TracePart part)
    {
        foreach (((_, int track), long until) in stays.Where(stay => stay.Key.Part == part && !part.IsWhole && stay.Value < part.Last))
        {
            Emit($$$"""{"ph":"X","pid":{{{part.Number}}},"tid":{{{track}}},"name":"lost","ts":{{{TraceTime.Text(until)}}},"dur":{{{TraceTime.Text(part.Last - until)}}},"args":{"batch":-1}}""");
        }
    }

    /// <summary>Of an edge between two processes: what was put in by the one is taken out by the other.</summary>
    void Half(TracePart part, TraceLine line)
    {
        int edge = (int)line.Long("edge");
        long batch = line.Long("batch");
        Of(line, edge, TraceFile.Half).Take(
            new TraceHalf(part.Number, line.Track, part.Began, batch, batch), line.Is(TraceFile.Put),
            (put, taken) =>
            {
                // Within the error of the clocks it may seem to have been taken before: a stay cannot be shorter than nothing.
                string gone = TraceTime.Text(Math.Max(put.Time, taken.Time));
                Array.ForEach(TraceArrows.Stay(Next(), put.Process, edge, batch, TraceTime.Text(put.Time), gone), Emit);
                Arrow("batch", Tracks.EdgeName(edge), put, taken);
            },
            put => Lost(edge, TraceFile.Half, put));
    }

    /// <summary>Of a frame: what was written by the one end is read by the other, once, however often it was written.</summary>
    void Transfer(TracePart part, TraceLine line)
    {
        if (!Tracks.IsLink(line.Track))
        {
            return;
        }

        bool sent = line.Is(LinkTrace.Send);
        int edge = (int)line.Long("edge");
        string frame = line.String("frame");
        var half = new TraceHalf(part.Number, line.Track, sent ? part.Began : Math.Max(part.Began, part.Ended - 1), line.Long("batch"), line.Long("sequence"));
        Of(line, edge, frame).Take(half, sent, (from, to) => Arrow("wire", $"{Tracks.EdgeName(edge)} {frame}", from, to), _ => { });
    }

    TraceHalves Of(TraceLine line, int edge, string what)
    {
        (int, int, string) key = ((int)line.Long("incarnation"), edge, what);
        if (!halves.TryGetValue(key, out TraceHalves? found))
        {
            halves[key] = found = new TraceHalves();
        }

        return found;
    }

    void Arrow(string category, string name, TraceHalf from, TraceHalf to) => Array.ForEach(
        TraceArrows.Arrow(Next(), category, name, (from.Process, from.Track, TraceTime.Text(from.Time)), (to.Process, to.Track, TraceTime.Text(to.Time))), Emit);

    void Lost(int edge, string what, TraceHalf put)
    {
        if (what == TraceFile.Half)
        {
            Emit(TraceArrows.Lost(Next(), put.Process, edge, put.Batch, TraceTime.Text(put.Time)));
        }
    }

    long Next() => ++arrows * (parts.Count + 1);

    void Emit(string line)
    {
        if (!first)
        {
            writer.Write(",\n");
        }

        first = false;
        writer.Write(line);
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
