namespace Actors.Data.Frames;

/// <summary>Keeps frames in the memory of this process.</summary>
/// <remarks>Frames on their way in count as well. Those of an evicted video live as long as a thread still cuts a clip from them.</remarks>
sealed class MemoryFrames : IFrameStore
{
    readonly Lock gate = new();
    readonly Dictionary<string, LinkedListNode<(string Key, Stored Frames)>> byKey = new(StringComparer.Ordinal);
    readonly LinkedList<(string Key, Stored Frames)> byUse = new();
    long bytes;
    long evictions;

    /// <summary>An empty store.</summary>
    public MemoryFrames(long capacity) => Capacity = capacity;

    /// <inheritdoc/>
    public long Capacity { get; }

    /// <inheritdoc/>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <inheritdoc/>
    public long Evictions => Interlocked.Read(ref evictions);

    /// <inheritdoc/>
    public bool Closed => false;

    /// <inheritdoc/>
    public IStoredFrames? Find(string key)
    {
        lock (gate)
        {
            if (!byKey.TryGetValue(key, out LinkedListNode<(string Key, Stored Frames)>? found))
            {
                return null;
            }

            byUse.Remove(found);
            byUse.AddFirst(found);
            return found.Value.Frames;
        }
    }

    /// <inheritdoc/>
    public IFrameRecording Begin(string key, int width, int height) => new Recording(this, key, width, height);

    /// <inheritdoc/>
    public void Discard(string key)
    {
        lock (gate)
        {
            if (byKey.TryGetValue(key, out LinkedListNode<(string Key, Stored Frames)>? found))
            {
                Remove(found);
            }
        }
    }

    bool Reserve(long size)
    {
        lock (gate)
        {
            while (bytes + size > Capacity && byUse.Last is { } oldest)
            {
                Remove(oldest);
                evictions++;
            }

            bool fits = bytes + size <= Capacity;
            bytes += fits ? size : 0;
            return fits;
        }
    }

    void Release(long size)
    {
        lock (gate)
        {
            bytes -= size;
        }
    }

    void Put(string key, Stored frames)
    {
        lock (gate)
        {
            if (byKey.TryGetValue(key, out LinkedListNode<(string Key, Stored Frames)>? before))
            {
                Remove(before);
            }

            byKey[key] = byUse.AddFirst((key, frames));
        }
    }

    void Remove(LinkedListNode<(string Key, Stored Frames)> entry)
    {
        byUse.Remove(entry);
        byKey.Remove(entry.Value.Key);
        bytes -= entry.Value.Frames.Bytes;
    }

    sealed class Stored(byte[][] frames, int width, int height) : IStoredFrames
    {
        public int Count => frames.Length;

        public int Width => width;

        public int Height => height;

        public long Bytes => frames.Sum(frame => (long)frame.Length);

        public ReadOnlySpan<byte> Frame(int number) => frames[number];

        public void Dispose()
        {
        }
    }

    sealed class Recording(MemoryFrames store, string key, int width, int height) : IFrameRecording
    {
        readonly List<byte[]> frames = [];
        long reserved;

        public bool TooLarge { get; private set; }

        public bool Add(ReadOnlySpan<byte> frame_HWC)
        {
            TooLarge = reserved + frame_HWC.Length > store.Capacity / FrameCache.VideosAtLeast;
            if (TooLarge || !store.Reserve(frame_HWC.Length))
            {
                return false;
            }

            reserved += frame_HWC.Length;
            byte[] kept = GC.AllocateUninitializedArray<byte>(frame_HWC.Length);
            frame_HWC.CopyTo(kept);
            frames.Add(kept);
            return true;
        }

        public IStoredFrames Complete()
        {
            var whole = new Stored([.. frames], width, height);
            store.Put(key, whole);
            reserved = 0;
            return whole;
        }

        public void Dispose() => store.Release(reserved);
    }
}
