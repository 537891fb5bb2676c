using System.Runtime.InteropServices;

namespace Actors.Model.Interop;

/// <summary>Streams by libtorch's stable C interface, events by the CUDA runtime that libtorch has loaded.</summary>
/// <remarks>Sources: PyTorch 2.10, <c>torch/csrc/stable/c/shim.h</c> and <c>torch/csrc/inductor/aoti_torch/c/shim.h</c>; CUDA Runtime API,
/// event and stream management. Looked up when first used: a build without CUDA has none of them.</remarks>
static unsafe class CudaCalls
{
    const int NotReady = 600;
    const uint DisableTiming = 2;

    static readonly Lazy<IntPtr> torch = new(() => Load(TorchFolder.FileName("torch_cuda")));
    static readonly Lazy<IntPtr> runtime = new(() => Load("libcudart.so.13", "libcudart.so.12", "libcudart.so.11.0"));

    /// <summary>A stream of the pool of a device, of ordinary priority.</summary>
    public static IntPtr StreamFromPool(int device)
    {
        IntPtr stream;
        Check(((delegate* unmanaged<byte, int, IntPtr*, int>)Torch("torch_get_cuda_stream_from_pool"))(0, device, &stream), "torch_get_cuda_stream_from_pool");
        return stream;
    }

    /// <summary>The stream on which the calling thread asks.</summary>
    public static IntPtr CurrentStream(int device)
    {
        IntPtr stream;
        Check(((delegate* unmanaged<int, IntPtr*, int>)Torch("aoti_torch_get_current_cuda_stream"))(device, &stream), "aoti_torch_get_current_cuda_stream");
        return stream;
    }

    /// <summary>Has the calling thread ask on a stream.</summary>
    public static void SetCurrentStream(IntPtr stream, int device) =>
        Check(((delegate* unmanaged<IntPtr, int, int>)Torch("torch_set_current_cuda_stream"))(stream, device), "torch_set_current_cuda_stream");

    /// <summary>An event of a device, which keeps no time.</summary>
    public static IntPtr NewEvent(int device)
    {
        Check(((delegate* unmanaged<int, int>)Runtime("cudaSetDevice"))(device), "cudaSetDevice");
        IntPtr moment;
        Check(((delegate* unmanaged<IntPtr*, uint, int>)Runtime("cudaEventCreateWithFlags"))(&moment, DisableTiming), "cudaEventCreateWithFlags");
        return moment;
    }

    /// <summary>Puts an event behind what was asked for on a stream.</summary>
    public static void RecordEvent(IntPtr moment, IntPtr stream) =>
        Check(((delegate* unmanaged<IntPtr, IntPtr, int>)Runtime("cudaEventRecord"))(moment, stream), "cudaEventRecord");

    /// <summary>Has a stream wait for an event.</summary>
    public static void WaitForEvent(IntPtr stream, IntPtr moment) =>
        Check(((delegate* unmanaged<IntPtr, IntPtr, uint, int>)Runtime("cudaStreamWaitEvent"))(stream, moment, 0), "cudaStreamWaitEvent");

    /// <summary>Whether an event has been reached.</summary>
    public static bool IsReached(IntPtr moment)
    {
        int answer = ((delegate* unmanaged<IntPtr, int>)Runtime("cudaEventQuery"))(moment);
        if (answer != NotReady)
        {
            Check(answer, "cudaEventQuery");
        }

        return answer == 0;
    }

    /// <summary>Holds the calling thread until an event is reached.</summary>
    public static void SynchronizeEvent(IntPtr moment) =>
        Check(((delegate* unmanaged<IntPtr, int>)Runtime("cudaEventSynchronize"))(moment), "cudaEventSynchronize");

    /// <summary>Frees an event, once it has been reached.</summary>
    public static void FreeEvent(IntPtr moment) =>
        _ = ((delegate* unmanaged<IntPtr, int>)Runtime("cudaEventDestroy"))(moment);

    static void* Torch(string name) => (void*)Symbol(torch.Value, name, "libtorch");

    static void* Runtime(string name) => (void*)Symbol(runtime.Value, name, "the CUDA runtime");

    static IntPtr Symbol(IntPtr library, string name, string what) => NativeLibrary.TryGetExport(library, name, out IntPtr address)
        ? address : throw new LibtorchException($"{what} that is loaded has no {name}: blocks on a GPU need libtorch 2.10 with CUDA; use --device cpu");

    // By name only: both are in memory, brought by libtorch, wherever it lies.
    static IntPtr Load(params string[] names)
    {
        Libtorch.Load();
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out IntPtr found))
            {
                return found;
            }
        }

        throw new LibtorchException($"{string.Join(", ", names)} cannot be loaded: this libtorch has no CUDA; use --device cpu");
    }

    static void Check(int error, string call)
    {
        if (error != 0)
        {
            throw new LibtorchException($"{call} failed with code {error}");
        }
    }
}
