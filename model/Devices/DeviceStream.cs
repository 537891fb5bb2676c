using Actors.Model.Interop;

namespace Actors.Model.Devices;

/// <summary>An order of work on a device: what is asked for on it is done one after the other, and beside what other streams do.</summary>
/// <remarks>
/// A processor does what it is asked at once: its streams do nothing and cost nothing. What leaves a stream for another is ordered so: the
/// producer records an event behind its last write, the consumer waits for that event before its first read, and hands what it has read to
/// <see cref="Free"/>. libtorch would give memory that is freed on the host to the next who asks on the producer's stream, although the
/// consumer's may not have read it yet; libtorch's own remedy, <c>record_stream</c>, cannot be called through the stable C interface of
/// 2.10, which has no conversion for streams. So what is freed is kept until an event behind the last read has been reached.
/// One thread at a time.
/// </remarks>
public abstract class DeviceStream
{
    readonly Queue<(DeviceEvent Read, IDisposable What)> leaving = new();

    /// <summary>A stream of its own on a CUDA device, out of libtorch's pool; on the processor the one there is.</summary>
    /// <exception cref="LibtorchException">libtorch gives none.</exception>
    public static DeviceStream Of(TorchDevice device) => device.IsCuda ? new CudaStream(device.Index) : ProcessorStream.Instance;

    /// <summary>Has the calling thread ask on this stream, until what is returned is disposed on the same thread.</summary>
    public abstract IDisposable Use();

    /// <summary>The moment behind everything asked for so far; null where that is done already.</summary>
    public abstract DeviceEvent? Record();

    /// <summary>Has whatever is asked for from now on wait for a moment of another stream; the calling thread does not wait.</summary>
    public abstract void Wait(DeviceEvent? moment);

    /// <summary>Disposes what this stream has read, once everything asked for so far is done; what earlier calls left goes before it.</summary>
    public void Free(IDisposable read)
    {
        if (Record() is not { } moment)
        {
            read.Dispose();
            return;
        }

        leaving.Enqueue((moment, read));
        while (leaving.TryPeek(out (DeviceEvent Read, IDisposable What) first) && first.Read.Reached)
        {
            Leave();
        }
    }

    /// <summary>Waits for what is still being read, and disposes it.</summary>
    public void Drain()
    {
        while (leaving.TryPeek(out (DeviceEvent Read, IDisposable What) first))
        {
            first.Read.Synchronize();
            Leave();
        }
    }

    void Leave()
    {
        (DeviceEvent moment, IDisposable what) = leaving.Dequeue();
        moment.Dispose();
        what.Dispose();
    }
}
