using System.Buffers.Binary;
using System.IO.Hashing;

namespace Actors.Data.Frames;

/// <summary>Writes the frames of one video beside their final place.</summary>
sealed class FrameFileWriter : IFrameRecording
{
    readonly DiskFrames store;
    readonly string key;
    readonly int width;
    readonly int height;
    readonly List<ulong> checksums = [];
    Stream? file;
    string partial = "";

    /// <summary>A writer of frames of that size, in pixels.</summary>
    public FrameFileWriter(DiskFrames store, string key, int width, int height)
    {
        this.store = store;
        this.key = key;
        this.width = width;
        this.height = height;
    }

    /// <inheritdoc/>
    public bool TooLarge { get; private set; }

    /// <inheritdoc/>
    public bool Add(ReadOnlySpan<byte> frame_HWC)
    {
        TooLarge = FrameFile.LengthOf(checksums.Count + 1, frame_HWC.Length) > store.Capacity / FrameCache.VideosAtLeast;
        if (TooLarge)
        {
            return false;
        }

        try
        {
            if (file is null)
            {
                (partial, file) = store.Create(key);
                file.Position = FrameFile.FramesAt;
            }

            file.Write(frame_HWC);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            store.Close(e);
            return false;
        }

        checksums.Add(XxHash3.HashToUInt64(frame_HWC));
        return true;
    }

    /// <inheritdoc/>
    public IStoredFrames? Complete()
    {
        if (file is null)
        {
            return null;
        }

        byte[] table = new byte[checksums.Count * sizeof(ulong)];
        for (int i = 0; i < checksums.Count; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan(i * sizeof(ulong)), checksums[i]);
        }

        try
        {
            file.Write(table);
            long length = file.Position;
            file.Position = 0;
            file.Write(FrameFile.Header(key, width, height, table));
            file.Dispose();
            file = null;
            IStoredFrames? stored = store.Accept(key, partial, length);
            partial = "";
            return stored;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not DamagedFramesException))
        {
            store.Close(e);
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        file?.Dispose();
        if (partial.Length > 0)
        {
            DiskFrames.Try(() => File.Delete(partial));
        }
    }
}
