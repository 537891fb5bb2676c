namespace Actors.Links;

/// <summary>One end of a link's reliable, ordered, two-way exchange of frames. It outlives the connections that carry it.</summary>
/// <remarks>
/// Frames of each direction are numbered, kept until acknowledged, sent again on the next connection, and taken once. One connection at a time:
/// a new one ends the one before, and begins when that one no longer touches any frame's memory.
/// </remarks>
internal sealed class Conversation(LinkSetup setup, IInbox inbox, RejectCounts rejects)
{
    readonly Lock gate = new();
    readonly SemaphoreSlim turn = new(1, 1);
    readonly SemaphoreSlim work = new(0);
    readonly FrameLog log = new(setup.Meter);
    CancellationTokenSource? current;
    long received;
    long told;
    long updates = -1;
    long updatesTold = -1;
    bool closing;

    /// <summary>What this end knows of the link.</summary>
    public LinkSetup Setup => setup;

    /// <summary>What arrives.</summary>
    public IInbox Inbox => inbox;

    /// <summary>Where refusals are counted.</summary>
    public RejectCounts Rejects => rejects;

    /// <summary>Number of the last frame received.</summary>
    public long Received
    {
        get
        {
            lock (gate)
            {
                return received;
            }
        }
    }

    /// <summary>Sends a frame, when there is a connection. Owns it from now on.</summary>
    public void Post(OutgoingFrame frame)
    {
        lock (gate)
        {
            if (!closing)
            {
                log.Post(frame);
                Wake();
                return;
            }
        }

        frame.Dispose();
    }

    /// <summary>Sends the producer's update count, unless a later one takes its place before.</summary>
    public void Update(long count)
    {
        lock (gate)
        {
            updates = count;
            Wake();
        }
    }

    /// <summary>Carries the exchange over a connection, until that ends.</summary>
    /// <param name="stream">The connection; closed at the end.</param>
    /// <param name="peerReceived">Number of the last frame that the other end has received.</param>
    /// <param name="began">Called once it carries frames.</param>
    /// <returns>Why it ended: null when the other end said goodbye, or this one did.</returns>
    public async Task<Exception?> CarryAsync(Stream stream, long peerReceived, Action began)
    {
        await using (stream)
        {
            using var mine = new CancellationTokenSource();
            CancellationTokenSource? before;
            lock (gate)
            {
                before = current;
                current = mine;
            }

            Cancel(before);
            await turn.WaitAsync(CancellationToken.None);
            try
            {
                return await CarryAloneAsync(stream, peerReceived, began, mine.Token);
            }
            catch (LinkException refused)
            {
                rejects.Count(refused.Reason);
                return refused;
            }
            finally
            {
                lock (gate)
                {
                    current = current == mine ? null : current;
                }

                turn.Release();
            }
        }
    }

    /// <summary>Says goodbye, ends the connection and frees what was not acknowledged.</summary>
    /// <param name="patience">How long a write that is under way may take.</param>
    public async Task CloseAsync(TimeSpan patience)
    {
        CancellationTokenSource? mine;
        lock (gate)
        {
            closing = true;
            mine = current;
            Wake();
        }

        using var late = new CancellationTokenSource(patience);
        await using (late.Token.Register(() => Cancel(mine)))
        {
            await turn.WaitAsync(CancellationToken.None);
        }

        List<OutgoingFrame> left;
        lock (gate)
        {
            left = log.Clear();
        }

        left.ForEach(frame => frame.Dispose());
        turn.Release();
    }

    /// <summary>What this connection has to write next; waits for it, and says a sign of life when nothing comes.</summary>
    internal async ValueTask<(FrameHeader Header, ReadOnlyMemory<byte> Meta, OutgoingFrame? Frame)> NextAsync(CancellationToken stop)
    {
        while (true)
        {
            lock (gate)
            {
                if (Pending() is { } next)
                {
                    return next;
                }
            }

            if (!await work.WaitAsync(TimeSpan.FromSeconds(setup.Options.HeartbeatSeconds), stop))
            {
                return (Bare(FrameKind.Heartbeat), default, null);
            }
        }
    }

    /// <summary>Notes that a frame was written, or that its connection broke.</summary>
    internal void Written(OutgoingFrame frame)
    {
        bool free;
        lock (gate)
        {
            free = log.Written(frame);
        }

        if (free)
        {
            frame.Dispose();
        }
    }

    /// <summary>Notes what the other end has received.</summary>
    internal void Acknowledge(long sequence)
    {
        List<OutgoingFrame> free;
        lock (gate)
        {
            free = log.Acknowledge(sequence);
        }

        free.ForEach(frame => frame.Dispose());
    }

    /// <summary>Notes that a frame has arrived, and is handed on now.</summary>
    internal void Took(long sequence)
    {
        lock (gate)
        {
            received = sequence;
            Wake();
        }
    }

    async Task<Exception?> CarryAloneAsync(Stream stream, long peerReceived, Action began, CancellationToken stop)
    {
        List<OutgoingFrame> free;
        lock (gate)
        {
            if (closing || stop.IsCancellationRequested)
            {
                return new OperationCanceledException("a later connection or the end of the link came first");
            }

            free = log.Rewind(peerReceived);
            told = -1;
            updatesTold = -1;
        }

        free.ForEach(frame => frame.Dispose());
        setup.Meter.Connected();
        began();
        try
        {
            return await new LinkConnection(this, stream).RunAsync(stop);
        }
        finally
        {
            setup.Meter.Disconnected();
        }
    }

    (FrameHeader, ReadOnlyMemory<byte>, OutgoingFrame?)? Pending()
    {
        if (closing)
        {
            return (Bare(FrameKind.Goodbye), default, null);
        }

        if (updates > updatesTold)
        {
            updatesTold = updates;
            return (Bare(FrameKind.Updated) with { MetaBytes = SmallFrames.MetaBytes }, SmallFrames.Meta(updates), null);
        }

        if (log.Next() is { } frame)
        {
            told = received;
            return (frame.Header(setup.Identity, received), frame.Meta, frame);
        }

        return received > told ? (Bare(FrameKind.Ack), default, null) : null;
    }

    FrameHeader Bare(FrameKind kind)
    {
        lock (gate)
        {
            told = received;
            return new FrameHeader(kind, setup.Identity, Acknowledged: received);
        }
    }

    void Wake()
    {
        if (work.CurrentCount == 0)
        {
            work.Release();
        }
    }

    static void Cancel(CancellationTokenSource? source)
    {
        try
        {
            source?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself meanwhile.
        }
    }
}
