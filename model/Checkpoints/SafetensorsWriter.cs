using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using static TorchSharp.torch;

namespace Actors.Model.Checkpoints;

/// <summary>Writes safetensors files that are whole or not there at all.</summary>
public static class SafetensorsWriter
{
    /// <summary>
    /// Writes to a temporary name, flushes to the disk, renames, and flushes the folder, so that a crash at any moment leaves the old
    /// file or the new one. The same tensors and metadata give the same bytes.
    /// </summary>
    /// <param name="path">The file; it is replaced when it exists. Its folder must exist.</param>
    /// <param name="tensors">Names and tensors, of any device; written in ordinal order of their names.</param>
    /// <param name="metadata">Strings for the header's <c>__metadata__</c>; none when null.</param>
    /// <param name="through">Stands between this writer and the file: a limit or a slow disk; null for nothing.</param>
    /// <returns>SHA-256 of the file, lower-case hexadecimal.</returns>
    /// <exception cref="InvalidDataException">
    /// Two tensors have one name, or one has an element type that has no place in a checkpoint.
    /// </exception>
    /// <exception cref="IOException">The disk refused; the temporary file is gone.</exception>
    public static string Write(
        string path, IEnumerable<(string Name, Tensor Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata = null,
        Func<Stream, Stream>? through = null)
    {
        (string Name, Tensor Tensor)[] ordered = [.. tensors.OrderBy(pair => pair.Name, StringComparer.Ordinal)];
        byte[] header = Header(ordered, metadata);
        string temporary = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
        try
        {
            string hash = WriteThrough(temporary, header, ordered, through);
            File.Move(temporary, path, overwrite: true);
            FolderSync.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return hash;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    static string WriteThrough(string file, byte[] header, IEnumerable<(string Name, Tensor Tensor)> tensors, Func<Stream, Stream>? through)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using FileStream stream = new(file, FileMode.CreateNew, FileAccess.Write);
        Stream target = through?.Invoke(stream) ?? stream;
        void Append(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            target.Write(bytes);
        }

        Append(header);
        foreach ((_, Tensor tensor) in tensors)
        {
            TensorBytes.Read(tensor, Append);
        }

        stream.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    static byte[] Header((string Name, Tensor Tensor)[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using MemoryStream buffer = new();
        buffer.Write(new byte[8]);
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            if (metadata is not null)
            {
                json.WriteStartObject("__metadata__");
                foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            WriteEntries(json, tensors);
            json.WriteEndObject();
        }

        // The format aligns the data to 8 bytes by spaces behind the header.
        buffer.Write("        "u8[..(int)((8 - (buffer.Length % 8)) % 8)]);
        byte[] header = buffer.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - 8);
        return header;
    }

    static void WriteEntries(Utf8JsonWriter json, (string Name, Tensor Tensor)[] tensors)
    {
        long offset = 0;
        string? previous = null;
        foreach ((string name, Tensor tensor) in tensors)
        {
            if (name == previous || name == "__metadata__")
            {
                throw new InvalidDataException($"a checkpoint can't hold two tensors named {name}, nor one named __metadata__");
            }

            previous = name;
            SafetensorsDtype dtype = TensorBytes.DtypeOf(tensor.dtype);
            long end = offset + (tensor.numel() * SafetensorsFile.SizeOf(dtype));
            json.WriteStartObject(name);
            json.WriteString("dtype", dtype.ToString());
            WriteNumbers(json, "shape", tensor.shape);
            WriteNumbers(json, "data_offsets", [offset, end]);
            json.WriteEndObject();
            offset = end;
        }
    }

    static void WriteNumbers(Utf8JsonWriter json, string name, long[] numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
