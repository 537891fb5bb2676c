using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Actors.Data.Frames;

/// <summary>The frames of one video in a file: a header, the frames, and a checksum of each.</summary>
/// <remarks>
/// Little-endian. Header: <c>ACTFRAME</c>, version, width, height, frames (4 bytes each), the key (32 ASCII digits), XxHash3 of the table;
/// in its last 8 bytes XxHash3 of what is before them. From <see cref="FramesAt"/> on the frames, 8-bit RGB <c>[height, width, 3]</c>. Then
/// the table: XxHash3 of each frame, 8 bytes. Only the frames that are asked for are read and checked. Nothing is flushed to the disk: what a crash of the machine leaves behind, the checksums find.
/// </remarks>
sealed class FrameFile : IStoredFrames
{
    /// <summary>Where the first frame begins: a page.</summary>
    public const int FramesAt = 4096;

    const int Version = 1;
    const int TableChecksumAt = 56;
    const int HeaderChecksumAt = FramesAt - sizeof(ulong);
    const int KeyAt = 24;
    const int KeyLength = 32;

    readonly SafeFileHandle file;
    readonly string path;
    readonly byte[] table;
    readonly int frameBytes;
    byte[]? frame;

    FrameFile(SafeFileHandle file, string path, int width, int height, byte[] table)
    {
        this.file = file;
        this.path = path;
        this.table = table;
        Width = width;
        Height = height;
        frameBytes = width * height * 3;
    }

    /// <inheritdoc/>
    public int Count => table.Length / sizeof(ulong);

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <summary>Bytes of a file of so many frames.</summary>
    public static long LengthOf(int frames, int frameBytes) => FramesAt + (long)frames * (frameBytes + sizeof(ulong));

    /// <summary>Opens a file and checks its header, its length and its table; null when there is none.</summary>
    /// <exception cref="DamagedFramesException">It is not as it was written, or cannot be read.</exception>
    public static FrameFile? Open(string path, string key)
    {
        SafeFileHandle? file = null;
        try
        {
            // Others may replace or remove it meanwhile: what is open stays what it is.
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);
            FrameFile found = Open(file, path, key);
            file = null;
            return found;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not DamagedFramesException))
        {
            throw new DamagedFramesException($"{path} cannot be read: {e.Message}", e);
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>The header of a file.</summary>
    public static byte[] Header(string key, int width, int height, ReadOnlySpan<byte> table)
    {
        byte[] header = new byte[FramesAt];
        "ACTFRAME"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), width);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), height);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(20), table.Length / sizeof(ulong));
        Encoding.ASCII.GetBytes(key, header.AsSpan(KeyAt, KeyLength));
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(TableChecksumAt), XxHash3.HashToUInt64(table));
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(HeaderChecksumAt), XxHash3.HashToUInt64(header.AsSpan(0, HeaderChecksumAt)));
        return header;
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Frame(int number)
    {
        frame ??= ArrayPool<byte>.Shared.Rent(frameBytes);
        Span<byte> pixels = frame.AsSpan(0, frameBytes);
        try
        {
            Fill(file, path, pixels, FramesAt + (long)number * frameBytes);
        }
        catch (IOException e) when (e is not DamagedFramesException)
        {
            throw new DamagedFramesException($"{path} cannot be read: {e.Message}", e);
        }

        return XxHash3.HashToUInt64(pixels) == BinaryPrimitives.ReadUInt64LittleEndian(table.AsSpan(number * sizeof(ulong)))
            ? pixels
            : throw new DamagedFramesException($"{path} is damaged: frame {number} of {Count} has another checksum than its table says");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        file.Dispose();
        if (frame is not null)
        {
            ArrayPool<byte>.Shared.Return(frame);
            frame = null;
        }
    }

    static FrameFile Open(SafeFileHandle file, string path, string key)
    {
        long length = RandomAccess.GetLength(file);
        byte[] header = new byte[FramesAt];
        Fill(file, path, header, 0);
        if (BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(HeaderChecksumAt)) != XxHash3.HashToUInt64(header.AsSpan(0, HeaderChecksumAt))
            || !header.AsSpan(0, 8).SequenceEqual("ACTFRAME"u8)
            || BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8)) != Version
            || Encoding.ASCII.GetString(header, KeyAt, KeyLength) != key)
        {
            throw new DamagedFramesException($"{path} is damaged: it has no header of frames {key}");
        }

        int width = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12));
        int height = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(16));
        int frames = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(20));
        if (length != LengthOf(frames, width * height * 3))
        {
            throw new DamagedFramesException(
                $"{path} is damaged: it has {length} bytes, {frames} frames of {width} x {height} take {LengthOf(frames, width * height * 3)}");
        }

        byte[] table = new byte[frames * sizeof(ulong)];
        Fill(file, path, table, length - table.Length);
        return BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(TableChecksumAt)) == XxHash3.HashToUInt64(table)
            ? new FrameFile(file, path, width, height, table)
            : throw new DamagedFramesException($"{path} is damaged: its table of checksums has another one than its header says");
    }

    static void Fill(SafeFileHandle file, string path, Span<byte> to, long at)
    {
        while (to.Length > 0)
        {
            int read = RandomAccess.Read(file, to, at);
            if (read == 0)
            {
                throw new DamagedFramesException($"{path} is damaged: it ends at byte {at}, {to.Length} too early");
            }

            to = to[read..];
            at += read;
        }
    }
}
