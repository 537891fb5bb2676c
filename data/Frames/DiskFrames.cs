using System.Globalization;

namespace Actors.Data.Frames;

/// <summary>Keeps frames as files of a folder, one for each video, that any number of processes share.</summary>
/// <remarks>
/// The folder is the state: a file's time of change is when it was last used, what is oldest goes first. A video is written under a
/// temporary name and renamed when it is whole, so that nobody ever meets half of one; until then it comes on top of the bound. Two
/// processes that add at the same moment may pass the bound by a video each, until one of them adds the next.
/// </remarks>
sealed class DiskFrames : IFrameStore
{
    const string Whole = ".frames";
    const string Partial = ".partial";

    // Longer than any video takes to be written; the lock on an open file is not known to every file system.
    static readonly TimeSpan abandoned = TimeSpan.FromHours(1);

    readonly string folder;
    readonly Action<string> warn;
    readonly TimeProvider time;
    readonly Func<string, Stream> create;
    readonly Lock gate = new();
    long written;
    long bytes;
    long evictions;
    int closed;

    /// <summary>A store over a folder, which is made; what processes that were killed have left half written is removed.</summary>
    /// <param name="folder">Its full path.</param>
    /// <param name="capacity">Bytes of files.</param>
    /// <param name="warn">Told once when nothing more can be written.</param>
    /// <param name="time">When files were used.</param>
    /// <param name="create">Makes a new file; by default on the disk.</param>
    public DiskFrames(string folder, long capacity, Action<string> warn, TimeProvider time, Func<string, Stream>? create = null)
    {
        this.folder = folder;
        this.warn = warn;
        this.time = time;
        this.create = create ?? (path => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0));
        Capacity = capacity;
        Directory.CreateDirectory(folder);
        RemoveAbandoned();
        MakeRoom(0);
    }

    /// <inheritdoc/>
    public long Capacity { get; }

    /// <inheritdoc/>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <inheritdoc/>
    public long Evictions => Interlocked.Read(ref evictions);

    /// <inheritdoc/>
    public bool Closed => Volatile.Read(ref closed) != 0;

    /// <inheritdoc/>
    public IStoredFrames? Find(string key)
    {
        string path = PathOf(key);
        FrameFile? found = FrameFile.Open(path, key);
        if (found is not null)
        {
            Try(() => File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime));
        }

        return found;
    }

    /// <inheritdoc/>
    public IFrameRecording Begin(string key, int width, int height) => new FrameFileWriter(this, key, width, height);

    /// <inheritdoc/>
    public void Discard(string key) => Try(() => File.Delete(PathOf(key)));

    /// <summary>A new file for the frames of a key on their way in.</summary>
    public (string Path, Stream File) Create(string key)
    {
        string path = Path.Combine(folder, string.Create(
            CultureInfo.InvariantCulture, $"{key}-{Environment.ProcessId}-{Interlocked.Increment(ref written)}{Partial}"));
        return (path, create(path));
    }

    /// <summary>Puts a finished file in its place, after as many others have gone as it needs.</summary>
    public IStoredFrames? Accept(string key, string partial, long length)
    {
        string path = PathOf(key);
        lock (gate)
        {
            MakeRoom(length);
            File.Move(partial, path, overwrite: true);
            Try(() => File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime));
            Interlocked.Add(ref bytes, length);
        }

        return FrameFile.Open(path, key);
    }

    /// <summary>Takes nothing more in: a disk that is full now will hardly be less so for the next video.</summary>
    public void Close(Exception reason)
    {
        if (Interlocked.Exchange(ref closed, 1) == 0)
        {
            warn($"decoded frames cannot be written to {folder}: {reason.Message}; from now on only what is there already is used");
        }
    }

    /// <summary>Does what may fail without harm: another process was faster, or the folder may only be read.</summary>
    internal static void Try(Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is not touched ages, what is not removed is met again.
        }
    }

    string PathOf(string key) => Path.Combine(folder, key + Whole);

    void MakeRoom(long length)
    {
        FileInfo[] files = [.. new DirectoryInfo(folder).EnumerateFiles("*" + Whole)];
        long total = files.Sum(LengthOf);
        foreach (FileInfo oldest in files.OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal))
        {
            if (total + length <= Capacity)
            {
                break;
            }

            total -= LengthOf(oldest);
            Try(oldest.Delete);
            Interlocked.Increment(ref evictions);
        }

        Interlocked.Exchange(ref bytes, total);
    }

    // Another process may have removed it since it was listed.
    static long LengthOf(FileInfo file) => file.Exists ? file.Length : 0;

    void RemoveAbandoned()
    {
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*" + Partial))
        {
            if (time.GetUtcNow() - file.LastWriteTimeUtc > abandoned)
            {
                Try(file.Delete);
            }
        }
    }
}
