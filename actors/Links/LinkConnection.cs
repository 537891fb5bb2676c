using System.Buffers.Binary;
using System.Diagnostics;
using Actors.Messages;
using Actors.Tracing;

namespace Actors.Links;

/// <summary>One connection of a link while it lasts: a loop that reads, one that writes, one that notices silence.</summary>
internal sealed class LinkConnection(Conversation conversation, Stream stream)
{
    readonly LinkSetup setup = conversation.Setup;
    readonly FrameSource source = new(stream);

    /// <summary>Runs until either end leaves, or something is wrong.</summary>
    /// <returns>Why; null for a goodbye.</returns>
    public async Task<Exception?> RunAsync(CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task<Exception?>[] loops = [Guard(ReadAsync, ended.Token), Guard(WriteAsync, ended.Token), Guard(WatchAsync, ended.Token)];
        Exception? first = await await Task.WhenAny(loops);
        await ended.CancelAsync();
        await stream.DisposeAsync();

        // Nobody may touch a tensor's memory after this returns. And what was refused tells more than the reset that it led to.
        Exception?[] causes = await Task.WhenAll(loops);
        LinkException? refused = causes.OfType<LinkException>().FirstOrDefault(cause => cause.Refusal);
        if (refused is not null)
        {
            conversation.Rejects.Count(refused.Reason);
        }

        return refused ?? first;
    }

    static async Task<Exception?> Guard(Func<CancellationToken, Task> loop, CancellationToken stop)
    {
        try
        {
            await Task.Yield();
            await loop(stop);
            return null;
        }
        catch (Exception cause)
        {
            return cause;
        }
    }

    async Task ReadAsync(CancellationToken stop)
    {
        long counted = 0;
        while (await source.HeaderAsync(conversation.Inbox.Limits, stop) is { } header)
        {
            CheckIdentity(header);
            conversation.Acknowledge(header.Acknowledged);
            if (header.Kind == FrameKind.Goodbye)
            {
                return;
            }

            bool numbered = header.Sequence > 0;
            bool taken = numbered ? await NumberedAsync(header, stop) : await UnnumberedAsync(header, stop);
            setup.Meter.Received(source.Bytes - counted, taken);
            counted = source.Bytes;
        }

        throw new LinkException(RejectReason.Closed, "the other end hung up") { Refusal = false };
    }

    void CheckIdentity(FrameHeader header)
    {
        if (header.Link == setup.Identity)
        {
            return;
        }

        bool old = header.Link with { Incarnation = setup.Identity.Incarnation } == setup.Identity && header.Link.Incarnation < setup.Identity.Incarnation;
        throw new LinkException(
            old ? RejectReason.OldIncarnation : RejectReason.Malformed,
            $"{setup.Identity}: frame {header.Sequence} ({header.Kind}) is of {header.Link}");
    }

    async ValueTask<bool> NumberedAsync(FrameHeader header, CancellationToken stop)
    {
        long expected = conversation.Received + 1;
        if (header.Sequence > expected)
        {
            throw new LinkException(RejectReason.Malformed, $"{setup.Identity}: frame {header.Sequence} ({header.Kind}) came instead of {expected}");
        }

        if (header.Sequence < expected)
        {
            await source.MetaAsync(header, stop);
            await source.SkipAsync(header.PayloadBytes, stop);
            await source.VerifyAsync(header, stop);
            conversation.Rejects.Count(RejectReason.Duplicate);
            return false;
        }

        long began = Stopwatch.GetTimestamp();
        object message = await conversation.Inbox.ReadAsync(header, source, stop);
        Received(message, began, header);

        // First this: the consumer may answer at once, and its answer acknowledges what it answers, so that a sender with new credit
        // does not still keep what the credit is for.
        conversation.Took(header.Sequence);
        conversation.Inbox.Deliver(message);
        return true;
    }

    async ValueTask<bool> UnnumberedAsync(FrameHeader header, CancellationToken stop)
    {
        bool fits = header.PayloadBytes == 0 && header.Kind switch
        {
            FrameKind.Updated => header.MetaBytes == SmallFrames.MetaBytes,
            FrameKind.Ack or FrameKind.Heartbeat => header.MetaBytes == 0,
            _ => false,
        };
        if (!fits)
        {
            throw new LinkException(RejectReason.Malformed, $"{setup.Identity}: an unnumbered frame {header.Kind} of {header.MetaBytes} + {header.PayloadBytes} bytes");
        }

        if (header.Kind == FrameKind.Updated)
        {
            long updates = SmallFrames.Numbers((await source.MetaAsync(header, stop)).Span).First;
            await source.VerifyAsync(header, stop);
            conversation.Inbox.Updated(updates);
        }

        return false;
    }

    async Task WriteAsync(CancellationToken stop)
    {
        var sink = new FrameSink(stream);
        while (true)
        {
            (FrameHeader header, ReadOnlyMemory<byte> meta, OutgoingFrame? frame) = await conversation.NextAsync(stop);
            bool again = frame is { Sent: true };
            long began = Stopwatch.GetTimestamp();
            try
            {
                long bytes = await sink.WriteAsync(header, meta, frame?.Payload ?? [], stop);
                setup.Meter.Sent(bytes, frame is not null, again);
                Sent(header, meta.Span, began, bytes);
            }
            finally
            {
                if (frame is not null)
                {
                    conversation.Written(frame);
                }
            }

            if (header.Kind == FrameKind.Goodbye)
            {
                return;
            }
        }
    }

    void Sent(FrameHeader header, ReadOnlySpan<byte> meta, long began, long bytes)
    {
        if (header.Kind is FrameKind.Activation or FrameKind.Gradient)
        {
            // Both have their batch first.
            long batch = BinaryPrimitives.ReadInt64LittleEndian(meta);
            setup.Trace?.Sent(header.Kind == FrameKind.Activation ? LinkTrace.Activation : LinkTrace.Gradient, began, batch, bytes, header.Sequence);
        }
    }

    void Received(object message, long began, FrameHeader header)
    {
        long bytes = FrameHeader.Size + header.MetaBytes + header.PayloadBytes + FrameHeader.TrailerSize;
        switch (message)
        {
            case Activation activation:
                setup.Trace?.Received(LinkTrace.Activation, began, activation.Batch, bytes, header.Sequence);
                break;
            case Gradient gradient:
                setup.Trace?.Received(LinkTrace.Gradient, began, gradient.Batch, bytes, header.Sequence);
                break;
        }
    }

    // A host that has lost its power sends no reset, and a stopped process keeps its connections.
    async Task WatchAsync(CancellationToken stop)
    {
        var limit = TimeSpan.FromSeconds(setup.Options.SilenceSeconds);
        using var timer = new PeriodicTimer(limit / 4);
        while (await timer.WaitForNextTickAsync(stop))
        {
            if (source.Silence > limit)
            {
                throw new LinkException(RejectReason.Timeout, $"{setup.Identity}: silent for {source.Silence.TotalSeconds:f1} s") { Refusal = false };
            }
        }
    }
}
