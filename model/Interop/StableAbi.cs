using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;

namespace Actors.Model.Interop;

/// <summary>libtorch's stable C interface, for operators that TorchSharp doesn't offer.</summary>
/// <remarks>
/// Source: PyTorch 2.10, <c>torch/csrc/stable/c/shim.h</c>. Every argument is 64 bits wide: a tensor or list by its handle, a double by its
/// bits, a boolean as 0 or 1, an absent optional as 0. The dispatcher consumes the handles on its stack.
/// </remarks>
internal static unsafe partial class StableAbi
{
    const string Library = "libtorch_cpu";

    // The version whose calling convention this file follows: 2.10.
    const ulong AbiVersion = 0x020A000000000000;

    static StableAbi()
    {
        Libtorch.Load();
        NativeLibrary.SetDllImportResolver(typeof(StableAbi).Assembly, Resolve);
    }

    /// <summary>A fresh handle to the same tensor, which the dispatcher may consume.</summary>
    public static ulong Handle(torch.Tensor tensor)
    {
        Check(aoti_torch_new_tensor_handle(tensor.Handle, out IntPtr handle), "aoti_torch_new_tensor_handle");
        return (ulong)handle;
    }

    /// <summary>A list of tensors, which the dispatcher may consume.</summary>
    public static ulong List(params ReadOnlySpan<torch.Tensor> tensors)
    {
        Check(torch_new_list_reserve_size((nuint)tensors.Length, out IntPtr list), "torch_new_list_reserve_size");
        foreach (torch.Tensor tensor in tensors)
        {
            Check(torch_list_push_back(list, Handle(tensor)), "torch_list_push_back");
        }

        return (ulong)list;
    }

    /// <summary>Calls an operator; its results replace its arguments on <paramref name="stack"/>.</summary>
    /// <exception cref="LibtorchException">The operator failed; libtorch prints the cause on standard error.</exception>
    public static void Call(ReadOnlySpan<byte> operatorName, Span<ulong> stack)
    {
        fixed (byte* name = operatorName)
        fixed (byte* overload = "\0"u8)
        fixed (ulong* values = stack)
        {
            int error = torch_call_dispatcher(name, overload, values, AbiVersion);
            Check(error, Encoding.ASCII.GetString(operatorName).TrimEnd('\0'));
        }
    }

    static void Check(int error, string call)
    {
        if (error != 0)
        {
            throw new LibtorchException($"libtorch's {call} failed with code {error}; its own message is on standard error");
        }
    }

    // libtorch is in memory by now, so the loader finds it by its name, wherever it came from.
    static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Library ? NativeLibrary.Load(TorchFolder.FileName("torch_cpu")) : IntPtr.Zero;

    [LibraryImport(Library)]
    private static partial int aoti_torch_new_tensor_handle(IntPtr tensor, out IntPtr handle);

    [LibraryImport(Library)]
    private static partial int torch_new_list_reserve_size(nuint size, out IntPtr list);

    [LibraryImport(Library)]
    private static partial int torch_list_push_back(IntPtr list, ulong value);

    [LibraryImport(Library)]
    private static partial int torch_call_dispatcher(byte* name, byte* overload, ulong* stack, ulong version);
}
