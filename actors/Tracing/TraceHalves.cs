namespace Actors.Tracing;

/// <summary>Finds the two ends of what one process wrote and another one took, whichever is seen first.</summary>
/// <remarks>
/// Both ends come in order of their numbers, each by itself: a beginning before the one that an end belongs to was lost, an end without a
/// beginning was seen before. Holds as much as lies between the two, and what their clocks differ by.
/// </remarks>
internal sealed class TraceHalves
{
    readonly Queue<TraceHalf> begun = new();
    readonly Queue<TraceHalf> ended = new();

    /// <summary>Takes an end in.</summary>
    /// <param name="half">It.</param>
    /// <param name="begins">Whether it is where something begins.</param>
    /// <param name="pair">Told of a pair.</param>
    /// <param name="lost">Told of a beginning that has no end.</param>
    public void Take(TraceHalf half, bool begins, Action<TraceHalf, TraceHalf> pair, Action<TraceHalf> lost)
    {
        (begins ? begun : ended).Enqueue(half);
        while (begun.TryPeek(out TraceHalf from) && ended.TryPeek(out TraceHalf to))
        {
            if (from.Number > to.Number)
            {
                ended.Dequeue();
                continue;
            }

            begun.Dequeue();
            if (from.Number == to.Number)
            {
                ended.Dequeue();
                pair(from, to);
            }
            else
            {
                lost(from);
            }
        }
    }

    /// <summary>Nothing more will come.</summary>
    public void Clear(Action<TraceHalf> lost)
    {
        while (begun.TryDequeue(out TraceHalf from))
        {
            lost(from);
        }

        ended.Clear();
    }
}
