using System.Collections.Concurrent;
using Actors.Model.Devices;
using Actors.Model.Interop;
using Xunit;

namespace Actors.Tests.Model.Devices;

public class DeviceStreamTests
{
    readonly ConcurrentQueue<StreamCall> log = new();

    [Fact]
    public void What_a_stream_has_read_is_freed_in_order_when_the_moments_behind_are_reached()
    {
        var stream = new RecordingStream("reader", log, late: true);
        bool[] freed = new bool[3];
        stream.Free(new Freed(() => freed[0] = true));
        stream.Free(new Freed(() => freed[1] = true));
        Assert.Equal([false, false, false], freed);
        var late = new RecordingStream("other", log);
        late.Free(new Freed(() => freed[2] = true));
        Assert.Equal([false, false, true], freed);
        stream.Drain();
        Assert.Equal([true, true, true], freed);
        Assert.Equal(["reader#0", "reader#1"], log.Where(call => call.What == "synchronize").Select(call => call.Moment));
        Assert.Equal(3, log.Count(call => call.What == "free"));
        stream.Drain();
    }

    [Fact]
    public void On_the_processor_nothing_is_recorded_and_everything_freed_at_once()
    {
        DeviceStream stream = DeviceStream.Of(TorchDevice.Cpu);
        bool freed = false;
        using (stream.Use())
        {
            Assert.Null(stream.Record());
            stream.Wait(null);
            stream.Free(new Freed(() => freed = true));
        }

        Assert.True(freed);
        Assert.Same(stream, DeviceStream.Of(TorchDevice.Cpu));
    }

    [Fact]
    public void Without_CUDA_a_stream_of_a_GPU_is_refused_with_the_way_out()
    {
        Assert.SkipWhen(TorchSharp.torch.cuda.is_available(), "there is a GPU");
        LibtorchException refused = Assert.Throws<LibtorchException>(() => CudaCalls.StreamFromPool(0));
        Assert.EndsWith("use --device cpu", refused.Message, StringComparison.Ordinal);
    }

    sealed class Freed(Action act) : IDisposable
    {
        public void Dispose() => act();
    }
}
