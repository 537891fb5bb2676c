using Actors.Logging;
using Actors.Runs;
using Actors.Tracing;

namespace Actors.Cluster;

/// <summary>Makes one trace of what the processes of a run wrote into its directory.</summary>
internal sealed class JoinedTrace
{
    readonly RunDirectory directory;
    readonly string own;
    readonly IReadOnlyList<ComparedClock> clocks;
    readonly IRunObserver observer;
    readonly List<TracePart> parts = [];

    /// <summary>Nothing is read yet.</summary>
    /// <param name="directory">The run directory.</param>
    /// <param name="own">The coordinator's share, whose clock the joined trace goes by.</param>
    /// <param name="clocks">What is known of the others' clocks.</param>
    /// <param name="observer">Is told what is joined and what is missing.</param>
    public JoinedTrace(RunDirectory directory, string own, IReadOnlyList<ComparedClock> clocks, IRunObserver observer)
    {
        this.directory = directory;
        this.own = own;
        this.clocks = clocks;
        this.observer = observer;
    }

    /// <summary>Writes it.</summary>
    /// <param name="path">Where; a trace that is there is kept under another name.</param>
    /// <returns>The shares that their processes wrote to the end, and that so are of no more use.</returns>
    /// <exception cref="IOException">A share cannot be read, or the file not written.</exception>
    /// <exception cref="FormatException">A share is damaged.</exception>
    public IReadOnlyList<string> Write(string path)
    {
        try
        {
            Open();
            var said = new List<TracedProcess>();
            TraceJoin.Write(path, parts, part =>
            {
                said.Add(Of(part));
                return said[^1];
            });
            Tell(path, said);
            return [.. parts.Where(part => part.IsWhole).Select(part => part.Path)];
        }
        finally
        {
            parts.ForEach(part => part.Dispose());
        }
    }

    void Open()
    {
        parts.Add(TracePart.Open(own) ?? throw new FormatException($"{own} is no trace"));
        foreach (string path in directory.NodeTraces())
        {
            if (TracePart.Open(path) is not { } part)
            {
                continue;
            }

            if (ClockOf(part) is { Samples.Best: { Count: > 0 } samples })
            {
                part.Alignment = ClockAlignment.Of(samples);
                parts.Add(part);
            }
            else
            {
                // Of a run that this one goes on from, or goes on with this one.
                part.Dispose();
            }
        }
    }

    ComparedClock? ClockOf(TracePart part) => clocks.FirstOrDefault(clock => clock.File == part.Id);

    TracedProcess Of(TracePart part)
    {
        ComparedClock? clock = ClockOf(part);
        double offset = clock is null ? 0 : (part.Alignment.At(part.LastTime).Ours - part.LastTime) / 1e3;
        return new TracedProcess(
            clock is null ? "coordinator" : $"node {clock.Node}", part.Number, part.Events, part.Lost, part.IsWhole, part.Error / 1e3, offset,
            clock?.Samples.Best.Min(sample => sample.RoundTrip) / 1e3 ?? 0, clock?.Samples.Count ?? 0, part.Alignment.Drift * 1e6);
    }

    void Tell(string path, List<TracedProcess> said)
    {
        string clocksSaid = string.Join(", ", said.Skip(1).Select(process => FormattableString.Invariant($"{process.Process} {process.ErrorUs / 1000:0.000} ms")));
        observer.Event(new RunEvent(
            RunSeverity.Info, $"{path} joins {said.Count} processes; clocks are off by at most: {(clocksSaid.Length > 0 ? clocksSaid : "no node's")}")
        {
            Kind = EventKinds.TraceJoined,
        });
        foreach ((TracePart part, TracedProcess process) in parts.Zip(said).Where(pair => !pair.Second.Whole))
        {
            string wrote = $"{path} has the {process.Events} events that it wrote, which stay in {part.Path}";
            Warn($"{process.Process} was lost before it ended its trace: {wrote}", ClockOf(part)?.Node);
        }

        foreach (ComparedClock missing in clocks.Where(clock => !parts.Exists(part => part.Id == clock.File)))
        {
            string why = missing.File is null ? "its clock was never compared" : "its trace is not in the run directory";
            Warn($"node {missing.Node} is not in {path}: {why}", missing.Node);
        }
    }

    void Warn(string text, string? node) =>
        observer.Event(new RunEvent(RunSeverity.Warning, text) { Kind = EventKinds.TraceIncomplete, Node = node });
}
