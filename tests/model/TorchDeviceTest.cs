using Actors.Model.Devices;
using Actors.Model.Interop;
using TorchSharp;
using Xunit;

namespace Actors.Tests.Model;

public sealed class TorchDeviceTest
{
    [Fact]
    public void The_processor_is_always_there()
    {
        TorchDevice device = TorchDevice.Parse("cpu");
        Assert.Equal("cpu", device.ToString());
        Assert.False(device.IsCuda);
        Assert.Equal(DeviceType.CPU, device.Torch.type);
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("CPU")]
    [InlineData("")]
    public void Another_name_is_refused(string name) => Assert.Equal(
        $"device '{name}' is unknown: use cpu, cuda or cuda:N", Assert.Throws<ArgumentException>(() => TorchDevice.Parse(name)).Message);

    [Fact]
    public void Cuda_where_there_is_none_is_refused_in_one_line()
    {
        Assert.SkipWhen(torch.cuda.is_available(), "this machine has a CUDA device");
        string message = Assert.Throws<DeviceException>(() => TorchDevice.Parse("cuda:1")).Message;
        Assert.StartsWith("device cuda:1: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Threads_are_those_of_the_calling_thread()
    {
        int[] seen = new int[2];
        void Ask(int i, int count)
        {
            TorchThreads.Use(count);
            seen[i] = torch.get_num_threads();
        }

        Thread one = new(() => Ask(0, 1));
        Thread two = new(() => Ask(1, 2));
        one.Start();
        one.Join();
        two.Start();
        two.Join();
        Assert.Equal([1, 2], seen);
        TorchThreads.Use(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => TorchThreads.Use(0));
    }

    [Fact]
    public void A_library_folder_without_libtorch_is_refused_by_what_it_lacks()
    {
        string folder = Directory.CreateTempSubdirectory("actors-torch").FullName;
        try
        {
            string message = Assert.Throws<LibtorchException>(() => TorchFolder.Load(folder)).Message;
            Assert.StartsWith($"TORCH_LIBRARY_PATH={folder} has no ", message, StringComparison.Ordinal);
            Assert.Contains(TorchFolder.FileName("torch_cpu"), message, StringComparison.Ordinal);
            foreach (string name in (string[])["c10", "torch_cpu", "torch"])
            {
                File.WriteAllText(Path.Combine(folder, TorchFolder.FileName(name)), "no library");
            }

            string broken = Assert.Throws<LibtorchException>(() => TorchFolder.Load(folder)).Message;
            Assert.Contains($"{TorchFolder.FileName("c10")} does not load: ", broken, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', broken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_system_that_is_too_old_is_told_which_is_not()
    {
        var failure = new DllNotFoundException(
            "Unable to load shared library 'x' or one of its dependencies. In order to help diagnose loading problems, consider LD_DEBUG.\n"
            + "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /x/libLibTorchSharp.so)\n");
        Assert.Equal(
            "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /x/libLibTorchSharp.so): "
            + "this system's C library is older than that; use Debian 12, Ubuntu 22.04, RHEL 9 or newer, or a container of one",
            TorchFolder.Cause(failure));
    }

    [Fact]
    public void The_dispatcher_reports_an_operator_that_it_does_not_know()
    {
        LibtorchException refusal = Assert.Throws<LibtorchException>(() => StableAbi.Call("aten::no_such_operator\0"u8, []));
        Assert.Contains("aten::no_such_operator", refusal.Message, StringComparison.Ordinal);
    }
}
