using System.Diagnostics;
using System.Globalization;
using Actors.Model.Blocks;
using Actors.Model.Checkpoints;
using Actors.Model.Devices;
using TorchSharp;

namespace Actors.Snapshots;

/// <summary>A block's state at one moment, copied so that the block can go on while it is written.</summary>
public sealed class StateCopy : IDisposable
{
    readonly IReadOnlyList<(string Name, torch.Tensor Tensor)> tensors;
    readonly long updates;

    readonly DeviceEvent? copied;

    StateCopy(
        int block, long batch, long updates, double seconds, IReadOnlyList<(string Name, torch.Tensor Tensor)> tensors, DeviceEvent? copied)
    {
        this.copied = copied;
        Block = block;
        Batch = batch;
        Seconds = seconds;
        this.updates = updates;
        this.tensors = tensors;
    }

    /// <summary>The block's number.</summary>
    public int Block { get; }

    /// <summary>Batches the block had met.</summary>
    public long Batch { get; }

    /// <summary>Seconds that copying held the block up.</summary>
    public double Seconds { get; }

    /// <summary>Copies a block's state, on the block's thread.</summary>
    /// <param name="block">The block.</param>
    /// <param name="batch">Batches that it has met.</param>
    /// <param name="stream">The order of the block's work, which another thread that writes the copy has to wait for; null where the same thread does.</param>
    public static StateCopy Of(Block block, long batch, DeviceStream? stream = null)
    {
        long began = Stopwatch.GetTimestamp();
        IReadOnlyList<(string, torch.Tensor)> tensors = block.CopyState();
        return new StateCopy(block.Plan.Index, batch, block.Updates, Stopwatch.GetElapsedTime(began).TotalSeconds, tensors, stream?.Record());
    }

    /// <summary>Copies and writes a block's state at once, on the block's thread: for one that has stopped.</summary>
    public static SnapshotPart WriteNow(Block block, string folder)
    {
        using StateCopy copy = Of(block, block.Updates);
        return copy.Write(folder);
    }

    /// <summary>Writes it as <c>block-k.safetensors</c> into a folder, flushed to the disk.</summary>
    /// <param name="folder">The folder; made when it is absent.</param>
    /// <param name="through">Stands between the writer and the file; null for nothing.</param>
    /// <exception cref="IOException">It cannot be written; nothing of that name is left.</exception>
    public SnapshotPart Write(string folder, Func<Stream, Stream>? through = null)
    {
        copied?.Synchronize();
        Directory.CreateDirectory(folder);
        string file = SnapshotFolder.FileOf(Block);
        string path = Path.Combine(folder, file);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["block"] = Block.ToString(CultureInfo.InvariantCulture),
            ["updates"] = updates.ToString(CultureInfo.InvariantCulture),
        };
        string sha256 = SafetensorsWriter.Write(path, tensors, metadata, through);
        return new SnapshotPart(Block, Batch, file, sha256, new FileInfo(path).Length, Seconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, torch.Tensor tensor) in tensors)
        {
            tensor.Dispose();
        }

        copied?.Dispose();
    }
}
