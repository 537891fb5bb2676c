namespace Actors.Tracing;

/// <summary>The lines of a trace that lead from one place to another.</summary>
internal static class TraceArrows
{
    /// <summary>An arrow: a pair of flow events.</summary>
    /// <param name="id">Tells it from others.</param>
    /// <param name="category">What it follows.</param>
    /// <param name="name">Its name.</param>
    /// <param name="from">Process, track and time of its beginning.</param>
    /// <param name="to">Process, track and time of its end.</param>
    public static string[] Arrow(
        long id, string category, string name, (int Process, int Track, string Time) from, (int Process, int Track, string Time) to) =>
    [
        $$"""{"ph":"s","cat":"{{category}}","id":{{id}},"pid":{{from.Process}},"tid":{{from.Track}},"name":"{{name}}","ts":{{from.Time}}}""",
        $$"""{"ph":"f","bp":"e","cat":"{{category}}","id":{{id}},"pid":{{to.Process}},"tid":{{to.Track}},"name":"{{name}}","ts":{{to.Time}}}""",
    ];

    /// <summary>An activation's stay in an edge: a pair of asynchronous events.</summary>
    /// <param name="id">Tells it from others.</param>
    /// <param name="process">Process of the producer.</param>
    /// <param name="edge">The edge.</param>
    /// <param name="batch">The activation's batch.</param>
    /// <param name="put">When it was put in.</param>
    /// <param name="taken">When it was taken out.</param>
    public static string[] Stay(long id, int process, int edge, long batch, string put, string taken)
    {
        string name = Tracks.EdgeName(edge);
        int track = Tracks.ProducerOf(edge);
        return
        [
            $$$"""{"ph":"b","cat":"edge","id":{{{id}}},"pid":{{{process}}},"tid":{{{track}}},"name":"{{{name}}}","ts":{{{put}}},"args":{"batch":{{{batch}}}}}""",
            $$"""{"ph":"e","cat":"edge","id":{{id}},"pid":{{process}},"tid":{{track}},"name":"{{name}}","ts":{{taken}}}""",
        ];
    }

    /// <summary>An activation that was put into an edge and never taken out.</summary>
    /// <param name="id">Tells it from others.</param>
    /// <param name="process">Process of the producer.</param>
    /// <param name="edge">The edge.</param>
    /// <param name="batch">Its batch.</param>
    /// <param name="put">When it was put in.</param>
    public static string Lost(long id, int process, int edge, long batch, string put) =>
        $$$"""{"ph":"n","cat":"edge","id":{{{id}}},"pid":{{{process}}},"tid":{{{Tracks.ProducerOf(edge)}}},"name":"{{{Tracks.EdgeName(edge)}}}","ts":{{{put}}},"args":{"batch":{{{batch}}},"lost":true}}""";
}
