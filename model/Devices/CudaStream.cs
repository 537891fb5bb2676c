using Actors.Model.Interop;

namespace Actors.Model.Devices;

/// <summary>A stream of libtorch's pool for a CUDA device. The pool owns it; there are 32, handed out in turn.</summary>
sealed class CudaStream(int device) : DeviceStream
{
    readonly IntPtr stream = CudaCalls.StreamFromPool(device);

    /// <inheritdoc/>
    public override IDisposable Use()
    {
        IntPtr before = CudaCalls.CurrentStream(device);
        CudaCalls.SetCurrentStream(stream, device);
        return new Before(before, device);
    }

    /// <inheritdoc/>
    public override DeviceEvent Record() => new CudaEvent(device, stream);

    /// <inheritdoc/>
    public override void Wait(DeviceEvent? moment)
    {
        if (moment is CudaEvent elsewhere)
        {
            elsewhere.HoldUp(stream);
        }
        else
        {
            moment?.Synchronize();
        }
    }

    sealed class Before(IntPtr stream, int device) : IDisposable
    {
        public void Dispose() => CudaCalls.SetCurrentStream(stream, device);
    }
}
