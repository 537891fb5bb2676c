namespace Actors.Model.Devices;

/// <summary>The processor's order of work: everything is done when it is asked for.</summary>
sealed class ProcessorStream : DeviceStream, IDisposable
{
    /// <summary>The one there is: it has no state.</summary>
    public static ProcessorStream Instance { get; } = new();

    /// <inheritdoc/>
    public override IDisposable Use() => this;

    /// <inheritdoc/>
    public override DeviceEvent? Record() => null;

    /// <inheritdoc/>
    public override void Wait(DeviceEvent? moment) => moment?.Synchronize();

    /// <summary>Does nothing: there is nothing to go back to.</summary>
    public void Dispose()
    {
    }
}
