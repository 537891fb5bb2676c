using static TorchSharp.torch;

namespace Actors.Model.Checkpoints;

/// <summary>Between tensors and the raw little-endian bytes of a safetensors file.</summary>
public static class TensorBytes
{
    /// <summary>The file format's name of an element type.</summary>
    /// <exception cref="InvalidDataException">The format, as read and written here, has none.</exception>
    public static SafetensorsDtype DtypeOf(ScalarType type) => type switch
    {
        ScalarType.Bool => SafetensorsDtype.BOOL,
        ScalarType.Byte => SafetensorsDtype.U8,
        ScalarType.Int32 => SafetensorsDtype.I32,
        ScalarType.Int64 => SafetensorsDtype.I64,
        ScalarType.BFloat16 => SafetensorsDtype.BF16,
        ScalarType.Float32 => SafetensorsDtype.F32,
        ScalarType.Float64 => SafetensorsDtype.F64,
        _ => throw new InvalidDataException($"element type {type} has no place in a checkpoint"),
    };

    /// <summary>The element type that the file format names.</summary>
    public static ScalarType ScalarTypeOf(SafetensorsDtype dtype) => dtype switch
    {
        SafetensorsDtype.BOOL => ScalarType.Bool,
        SafetensorsDtype.U8 => ScalarType.Byte,
        SafetensorsDtype.I32 => ScalarType.Int32,
        SafetensorsDtype.I64 => ScalarType.Int64,
        SafetensorsDtype.BF16 => ScalarType.BFloat16,
        SafetensorsDtype.F32 => ScalarType.Float32,
        _ => ScalarType.Float64,
    };

    /// <summary>A new tensor in main memory with an entry's elements; the caller owns it.</summary>
    public static Tensor ToTensor(SafetensorsEntry entry)
    {
        Tensor tensor = empty([.. entry.Shape], ScalarTypeOf(entry.Dtype), CPU).DetachFromDisposeScope();
        entry.Bytes.Span.CopyTo(tensor.bytes);
        return tensor;
    }

    /// <summary>A copy of a tensor's elements as an entry of a checkpoint.</summary>
    public static SafetensorsEntry ToEntry(string name, Tensor tensor)
    {
        byte[] bytes = [];
        Read(tensor, span => bytes = span.ToArray());
        return new SafetensorsEntry(name, DtypeOf(tensor.dtype), tensor.shape, bytes);
    }

    /// <summary>
    /// Shows a tensor's bytes, row-major and little-endian, to a reader; a tensor of another device or layout is copied first.
    /// </summary>
    public static void Read(Tensor tensor, SpanReader reader)
    {
        using var scope = NewDisposeScope();
        using Tensor plain = tensor.detach().cpu().contiguous();
        reader(plain.bytes);
    }

    /// <summary>Looks at bytes that are valid during the call only.</summary>
    public delegate void SpanReader(ReadOnlySpan<byte> bytes);
}
