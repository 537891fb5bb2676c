namespace Actors.Model.Devices;

/// <summary>A moment in the work of a <see cref="DeviceStream"/>: everything that was asked for before it has been done when it is reached.</summary>
/// <remarks>For any thread. Disposed while streams still wait for it, it is freed when they have done so.</remarks>
public abstract class DeviceEvent : IDisposable
{
    /// <summary>Whether the moment has been reached.</summary>
    public abstract bool Reached { get; }

    /// <summary>Holds the calling thread until the moment is reached; for who reads memory without a stream.</summary>
    public abstract void Synchronize();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the event.</summary>
    protected abstract void Dispose(bool disposing);
}
