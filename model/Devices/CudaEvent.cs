using Actors.Model.Interop;

namespace Actors.Model.Devices;

/// <summary>An event of the CUDA runtime.</summary>
sealed class CudaEvent : DeviceEvent
{
    IntPtr handle;

    /// <summary>Records an event behind everything that was asked for on a stream.</summary>
    public CudaEvent(int device, IntPtr stream)
    {
        handle = CudaCalls.NewEvent(device);
        CudaCalls.RecordEvent(handle, stream);
    }

    /// <inheritdoc/>
    public override bool Reached => CudaCalls.IsReached(handle);

    /// <summary>Has a stream wait.</summary>
    public void HoldUp(IntPtr stream) => CudaCalls.WaitForEvent(stream, handle);

    /// <inheritdoc/>
    public override void Synchronize() => CudaCalls.SynchronizeEvent(handle);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref handle, IntPtr.Zero) is var owned && owned != IntPtr.Zero)
        {
            CudaCalls.FreeEvent(owned);
        }
    }
}
