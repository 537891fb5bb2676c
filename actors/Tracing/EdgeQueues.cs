namespace Actors.Tracing;

/// <summary>What has been put into edges and not been taken out yet: as much as lies in them.</summary>
internal sealed class EdgeQueues
{
    readonly Dictionary<int, Queue<TraceEvent>> queues = [];

    /// <summary>An activation was put in.</summary>
    public void Put(TraceEvent put) => Of(put.Edge).Enqueue(put);

    /// <summary>An activation was taken out. Edges are first in, first out: those before it were lost.</summary>
    /// <returns>When it was put in; null when it was taken before, as under overflow <c>replay</c>, or that is not known.</returns>
    public TraceEvent? Take(in TraceEvent taken, Action<TraceEvent> lost)
    {
        Queue<TraceEvent> queue = Of(taken.Edge);
        while (queue.TryPeek(out TraceEvent put) && put.Batch <= taken.Batch)
        {
            queue.Dequeue();
            if (put.Batch == taken.Batch)
            {
                return put;
            }

            lost(put);
        }

        return null;
    }

    /// <summary>Gives up what lies in the edges.</summary>
    public void Clear(Action<TraceEvent> lost)
    {
        foreach (Queue<TraceEvent> queue in queues.Values)
        {
            while (queue.TryDequeue(out TraceEvent put))
            {
                lost(put);
            }
        }
    }

    Queue<TraceEvent> Of(int edge)
    {
        if (!queues.TryGetValue(edge, out Queue<TraceEvent>? queue))
        {
            queues[edge] = queue = new Queue<TraceEvent>();
        }

        return queue;
    }
}
