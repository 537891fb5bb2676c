using System.Globalization;
using Actors.Model.Interop;
using TorchSharp;

namespace Actors.Model.Devices;

/// <summary>Where a block's tensors live and its arithmetic runs.</summary>
public sealed record TorchDevice
{
    readonly int? index;

    TorchDevice(int? index) => this.index = index;

    /// <summary>The processor.</summary>
    public static TorchDevice Cpu { get; } = new((int?)null);

    /// <summary>Whether this is a CUDA device.</summary>
    public bool IsCuda => index is not null;

    /// <summary>The CUDA device's number; 0 for the processor.</summary>
    public int Index => index ?? 0;

    /// <summary>TorchSharp's name for it.</summary>
    public torch.Device Torch => IsCuda ? new torch.Device(DeviceType.CUDA, Index) : torch.CPU;

    /// <summary>Reads <c>cpu</c>, <c>cuda</c> (the first CUDA device) or <c>cuda:1</c>, and makes sure that it is there.</summary>
    /// <exception cref="ArgumentException">Not a device's name.</exception>
    /// <exception cref="DeviceException">This build or this machine has no such device.</exception>
    /// <exception cref="LibtorchException">libtorch can't be loaded.</exception>
    public static TorchDevice Parse(string name)
    {
        if (name == "cpu")
        {
            Libtorch.Load();
            return Cpu;
        }

        int number = 0;
        bool numbered = name.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out number);
        if (name != "cuda" && !numbered)
        {
            throw new ArgumentException($"device '{name}' is unknown: use cpu, cuda or cuda:N");
        }

        return Cuda(name, number);
    }

    static TorchDevice Cuda(string name, int number)
    {
        Libtorch.Load();
        bool available;
        try
        {
            available = torch.cuda.is_available();
        }
        catch (Exception e) when (e is NotSupportedException or DllNotFoundException or System.Runtime.InteropServices.ExternalException)
        {
            throw new DeviceException($"device {name}: this build of libtorch has no CUDA ({e.Message.Split('\n')[0]}); use cpu", e);
        }

        if (!available)
        {
            throw new DeviceException(
                $"device {name}: libtorch sees no CUDA device (a build without CUDA, no driver, or no GPU); " +
                "use cpu, or build with -p:TorchBackend=cuda");
        }

        int count = torch.cuda.device_count();
        return number < count
            ? new TorchDevice(number)
            : throw new DeviceException($"device {name}: this machine has {count} CUDA device(s), numbered from 0");
    }

    /// <summary>The name that <see cref="Parse"/> reads.</summary>
    public override string ToString() => IsCuda ? string.Create(CultureInfo.InvariantCulture, $"cuda:{Index}") : "cpu";
}
