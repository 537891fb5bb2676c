namespace Actors.Model.Devices;

/// <summary>A device that was asked for is not there. One line that says why and what to do.</summary>
public sealed class DeviceException : Exception
{
    /// <summary>Without a text.</summary>
    public DeviceException()
    {
    }

    /// <summary>With the device, the reason and the way out.</summary>
    public DeviceException(string message) : base(message)
    {
    }

    /// <summary>With the device, the reason, the way out, and the cause.</summary>
    public DeviceException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
