namespace Actors.Links;

/// <summary>The handshakes under way, as many as are allowed: one more ends the oldest.</summary>
internal sealed class Handshakes(int most)
{
    readonly Lock gate = new();
    readonly LinkedList<Running> running = [];

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return running.Count;
            }
        }
    }

    /// <summary>Starts one.</summary>
    public void Start(Func<HandshakeTime, Task> handshake, TimeSpan deadline, CancellationToken stop)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        source.CancelAfter(deadline);
        var mine = new Running(source, new HandshakeTime(source.Token));
        LinkedListNode<Running> node;
        Running? oldest = null;
        lock (gate)
        {
            node = running.AddLast(mine);
            if (running.Count > most)
            {
                oldest = running.First!.Value;
                oldest.Time.Evicted = true;
                running.RemoveFirst();
            }
        }

        if (oldest is not null)
        {
            End(oldest);
        }

        mine.Task = RunAsync(handshake, node);
    }

    /// <summary>Waits for those that are under way; their stop was asked for.</summary>
    public Task EndAsync()
    {
        lock (gate)
        {
            return Task.WhenAll(running.Select(entry => entry.Task));
        }
    }

    async Task RunAsync(Func<HandshakeTime, Task> handshake, LinkedListNode<Running> node)
    {
        await Task.Yield();
        try
        {
            await handshake(node.Value.Time);
        }
        finally
        {
            lock (gate)
            {
                if (node.List is not null)
                {
                    running.Remove(node);
                }
            }

            node.Value.Source.Dispose();
        }
    }

    static void End(Running entry)
    {
        try
        {
            entry.Source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself meanwhile.
        }
    }

    sealed class Running(CancellationTokenSource source, HandshakeTime time)
    {
        public CancellationTokenSource Source { get; } = source;

        public HandshakeTime Time { get; } = time;

        public Task Task { get; set; } = Task.CompletedTask;
    }
}
