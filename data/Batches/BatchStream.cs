using System.Collections.Concurrent;
using Actors.Data.Clips;

namespace Actors.Data.Batches;

/// <summary>The batches of a run, in order, from any number on. The loader's one engine.</summary>
/// <remarks>
/// Place p of the stream is batch p / size, place p % size in it; its epoch is p / count and its sample is number p % count of that
/// epoch's permutation. So no clip is left out at the end of an epoch, and a batch may span two. Batch n is a function of the source,
/// the options and n: there is no state to save beyond n.
/// Worker threads take single clips, not whole batches, so that the first batch is soon ready; at most
/// <see cref="BatchOptions.Prefetch"/> batches are made ahead of the reader. One reader at a time.
/// </remarks>
public sealed class BatchStream : IBatchStream
{
    readonly IClipSource source;
    readonly BatchOptions options;
    readonly long? end;
    readonly TimeProvider time;
    readonly EpochOrder order;
    readonly ReadableClips clips;
    readonly BlockingCollection<(PendingBatch Batch, int Place)> places = [];
    readonly Queue<PendingBatch> window = new();
    readonly CancellationTokenSource stop = new();
    readonly Task[] workers;
    readonly Action<DecodedClip>? watch;
    long next;
    long waitedTicks;
    long decoded;
    long skipped;
    bool disposed;

    /// <summary>Starts the workers.</summary>
    /// <param name="source">Where the clips come from; not disposed by the stream.</param>
    /// <param name="options">What a batch holds.</param>
    /// <param name="first">Number of the first batch, 0 for a new run.</param>
    /// <param name="end">Number after the last batch, or null for a stream without an end.</param>
    /// <param name="time">Clock for the measured seconds; the system's by default.</param>
    /// <param name="watch">Told of each clip that a worker has read, on its thread; must be quick.</param>
    /// <exception cref="ArgumentException">An option or the geometry is wrong, or the source is empty; the text names it.</exception>
    public BatchStream(
        IClipSource source, BatchOptions options, long first = 0, long? end = null, TimeProvider? time = null, Action<DecodedClip>? watch = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        this.source = source;
        this.options = options.Validated();
        this.end = end;
        this.time = time ?? TimeProvider.System;
        this.watch = watch;
        source.Geometry.Validated();
        if (source.Count < 1)
        {
            throw new ArgumentException($"{source.Name} has no clips to make batches of");
        }

        if ((long)options.BatchSize * source.Geometry.ClipBytes > Array.MaxLength)
        {
            throw new ArgumentException(
                $"{options.BatchSize} clips of {source.Geometry.ClipBytes} bytes exceed the {Array.MaxLength} bytes of an array; " +
                "choose a smaller batch");
        }

        next = first;
        order = new EpochOrder(source.Count, options.Seed, options.Shuffle);
        clips = new ReadableClips(source, options.Seed);
        for (int ahead = 0; ahead < options.Prefetch; ahead++)
        {
            Schedule();
        }

        workers = [.. Enumerable.Range(0, options.Workers).Select(Start)];
    }

    /// <summary>Seconds that reads have waited for a batch that was not ready.</summary>
    public double WaitedSeconds => time.GetElapsedTime(0, Interlocked.Read(ref waitedTicks)).TotalSeconds;

    /// <summary>Clips read so far, those of batches not yet asked for included.</summary>
    public long ClipsDecoded => Interlocked.Read(ref decoded);

    /// <summary>Places filled by a substitute so far, those of batches not yet asked for included.</summary>
    public long ClipsSkipped => Interlocked.Read(ref skipped);

    /// <inheritdoc/>
    /// <exception cref="NoReadableClipException">No clip of the source can be read.</exception>
    /// <exception cref="OperationCanceledException">The read was cancelled; the batch comes with the next read.</exception>
    /// <exception cref="ObjectDisposedException">The stream is closed.</exception>
    /// <remarks>What a worker meets unexpectedly is thrown here, for the batch that it concerns, and again by every later read.</remarks>
    public async ValueTask<Batch?> ReadAsync(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (!window.TryPeek(out PendingBatch? head))
        {
            return null;
        }

        Task<Batch> completed = head.Completed;
        if (!completed.IsCompleted)
        {
            long start = time.GetTimestamp();
            try
            {
                await completed.WaitAsync(cancellation).ConfigureAwait(false);
            }
            finally
            {
                Interlocked.Add(ref waitedTicks, time.GetTimestamp() - start);
            }
        }

        // A failed head stays at the head, so that every later read meets it too.
        Batch batch = await completed.ConfigureAwait(false);
        lock (window)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            window.Dequeue();
            Schedule();
        }

        return batch;
    }

    /// <summary>The batches to the end, one read after the other.</summary>
    public async IAsyncEnumerable<Batch> ReadAllAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (await ReadAsync(cancellation).ConfigureAwait(false) is { } batch)
        {
            yield return batch;
        }
    }

    /// <summary>Stops the workers; each finishes the clip it is reading.</summary>
    /// <remarks>A read that waits ends with <see cref="ObjectDisposedException"/>.</remarks>
    public async ValueTask DisposeAsync()
    {
        lock (window)
        {
            if (disposed)
            {
                return;
            }

            disposed = true;
            foreach (PendingBatch pending in window)
            {
                pending.Fail(new ObjectDisposedException(
                    nameof(BatchStream), $"the stream was closed before batch {pending.Number} was complete"));
            }
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(workers).ConfigureAwait(false);
        places.Dispose();
        stop.Dispose();
    }

    void Schedule()
    {
        if (next >= end)
        {
            return;
        }

        PendingBatch pending = new(next++, source.Geometry, options);
        window.Enqueue(pending);
        for (int place = 0; place < options.BatchSize; place++)
        {
            places.Add((pending, place));
        }
    }

    // Dedicated threads: decoding keeps a core busy for long, which the shared pool must not suffer from.
    Task Start(int number)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            Work(number);
            ended.SetResult();
        })
        {
            IsBackground = true,
            Name = $"clips-{number}",
        };
        thread.Start();
        return ended.Task;
    }

    void Work(int worker)
    {
        try
        {
            foreach ((PendingBatch batch, int place) in places.GetConsumingEnumerable(stop.Token))
            {
                try
                {
                    Fill(batch, place, worker);
                }
                catch (Exception failure) when (failure is not OperationCanceledException || !stop.IsCancellationRequested)
                {
                    batch.Fail(failure);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The stream is being closed.
        }
    }

    void Fill(PendingBatch batch, int place, int worker)
    {
        long position = batch.Number * options.BatchSize + place;
        (long epoch, int wanted) = order.At(position);
        long began = watch is null ? 0 : time.GetTimestamp();
        (Clip clip, int sample, ClipUnreadableException? fault) = clips.Read(wanted, epoch, stop.Token);

        // Before the batch can be complete, and so before its reader can have it.
        watch?.Invoke(new DecodedClip(batch.Number, worker, began, time.GetTimestamp()));
        SkippedClip? skip = fault is null
            ? null
            : new SkippedClip(position, epoch, wanted, sample, source.NameOf(wanted), fault.Reason, fault.Detail);
        batch.Fill(place, clip, sample, epoch, skip);
        Interlocked.Increment(ref decoded);
        if (skip is not null)
        {
            Interlocked.Increment(ref skipped);
        }
    }
}
