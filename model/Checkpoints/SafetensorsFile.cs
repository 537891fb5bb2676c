using System.Buffers.Binary;
using System.Text.Json;

namespace Actors.Model.Checkpoints;

/// <summary>Reads a safetensors file: 8 bytes of header length, a JSON header, raw little-endian row-major data.</summary>
/// <remarks>Source: the format's description at huggingface.co/docs/safetensors.</remarks>
public sealed class SafetensorsFile
{
    /// <summary>A longer header is refused before anything is allocated for it. Bytes.</summary>
    public const long MaxHeaderBytes = 100_000_000;

    SafetensorsFile(IReadOnlyDictionary<string, SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        Entries = entries;
        Metadata = metadata;
    }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    /// <summary>The <c>__metadata__</c> strings; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public SafetensorsEntry this[string name] =>
        Entries.TryGetValue(name, out SafetensorsEntry? entry) ? entry : throw new InvalidDataException($"no tensor named {name}");

    /// <summary>Reads a whole file into memory.</summary>
    /// <exception cref="InvalidDataException">The file is not valid safetensors; the text names the file and what is wrong.</exception>
    public static SafetensorsFile Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        try
        {
            return Parse(file);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: not a valid safetensors file: {e.Message}", e);
        }
    }

    static SafetensorsFile Parse(byte[] file)
    {
        if (file.Length < 8)
        {
            throw new InvalidDataException($"{file.Length} bytes, too short for a header length");
        }

        long header = BinaryPrimitives.ReadInt64LittleEndian(file);
        if (header < 2 || header > MaxHeaderBytes || header > file.Length - 8)
        {
            throw new InvalidDataException($"header of {header} bytes in a file of {file.Length}");
        }

        var data = file.AsMemory(8 + (int)header);
        var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        using var json = JsonDocument.Parse(file.AsMemory(8, (int)header));
        foreach (JsonProperty property in json.RootElement.EnumerateObject())
        {
            if (property.Name == "__metadata__")
            {
                foreach (JsonProperty pair in property.Value.EnumerateObject())
                {
                    metadata[pair.Name] = pair.Value.GetString() ?? "";
                }
            }
            else
            {
                entries.Add(property.Name, ReadEntry(property, data));
            }
        }

        return new SafetensorsFile(entries, metadata);
    }

    static SafetensorsEntry ReadEntry(JsonProperty property, ReadOnlyMemory<byte> data)
    {
        string dtypeName = property.Value.GetProperty("dtype").GetString() ?? "";
        if (!Enum.TryParse(dtypeName, out SafetensorsDtype dtype))
        {
            throw new InvalidDataException($"tensor {property.Name} has the unsupported dtype {dtypeName}");
        }

        long[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64())];
        long[] offsets = [.. property.Value.GetProperty("data_offsets").EnumerateArray().Select(n => n.GetInt64())];
        long expected = shape.Aggregate((long)SizeOf(dtype), (a, b) => checked(a * b));
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] > data.Length || offsets[1] - offsets[0] != expected)
        {
            throw new InvalidDataException(
                $"tensor {property.Name} of shape [{string.Join(", ", shape)}] claims bytes {string.Join("..", offsets)} of {data.Length}");
        }

        return new SafetensorsEntry(property.Name, dtype, shape, data[(int)offsets[0]..(int)offsets[1]]);
    }

    /// <summary>Bytes of one element.</summary>
    public static int SizeOf(SafetensorsDtype dtype) => dtype switch
    {
        SafetensorsDtype.BOOL or SafetensorsDtype.U8 => 1,
        SafetensorsDtype.BF16 => 2,
        SafetensorsDtype.I32 or SafetensorsDtype.F32 => 4,
        _ => 8,
    };
}
