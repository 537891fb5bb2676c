namespace Actors.Faults;

/// <summary>A stream on a disk that has room for so many bytes and no more.</summary>
internal sealed class FullDisk(Stream stream, long room) : Stream
{
    long written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => stream.Length;

    public override long Position
    {
        get => stream.Position;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        int fits = (int)Math.Min(room - written, buffer.Length);
        stream.Write(buffer[..fits]);
        written += fits;
        if (fits < buffer.Length)
        {
            stream.Flush();
            throw new IOException($"no space left after {room} bytes: injected failure of a snapshot's write (faults.snapshot-write)");
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => stream.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
