namespace Actors.Model.Checkpoints;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Dtype">Its element type.</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
/// <param name="Bytes">Row-major little-endian bytes.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsDtype Dtype, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The elements as <typeparamref name="T"/>, whose size must be that of <see cref="Dtype"/>.</summary>
    /// <exception cref="InvalidDataException">The size of <typeparamref name="T"/> is not that of the dtype.</exception>
    public T[] ToArray<T>() where T : unmanaged
    {
        int size = SafetensorsFile.SizeOf(Dtype);
        if (System.Runtime.CompilerServices.Unsafe.SizeOf<T>() != size)
        {
            throw new InvalidDataException($"tensor {Name} is {Dtype}, which is {size} bytes an element, not {typeof(T).Name}");
        }

        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(Bytes.Span).ToArray();
    }
}
