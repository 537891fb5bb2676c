using System.Security.Cryptography;
using Actors.Model.Checkpoints;
using CsCheck;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Actors.Tests.Model;

public sealed class SafetensorsWriterTest : IDisposable
{
    readonly DisposeScope scope = NewDisposeScope();
    readonly string folder = Directory.CreateTempSubdirectory("actors-safetensors").FullName;

    public void Dispose()
    {
        scope.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void What_is_written_is_read_back_exactly() =>
        Gen.Select(Gen.Float.Array[0, 40], Gen.Long.Array[0, 10], Gen.Byte.Array[0, 10], Gen.String, Gen.String).Sample((f, i, b, name, text) =>
        {
            // Unpaired surrogates are no text, and JSON has no place for them.
            name = new string([.. name.Where(c => !char.IsSurrogate(c))]) + "x";
            text = new string([.. text.Where(c => !char.IsSurrogate(c))]);
            using var inner = NewDisposeScope();
            string path = Path.Combine(folder, $"{Guid.NewGuid():N}.safetensors");
            string sha = SafetensorsWriter.Write(
                path,
                [(name, tensor(f)), ("a.i64", tensor(i)), ("b.u8", tensor(b, dtype: uint8)), ("scalar", tensor(3.5, float64))],
                new Dictionary<string, string> { ["step"] = text });
            Assert.Equal(sha, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));
            SafetensorsFile file = SafetensorsFile.Read(path);
            Assert.Equal(f, file[name].ToArray<float>());
            Assert.Equal(i, file["a.i64"].ToArray<long>());
            Assert.Equal(b, file["b.u8"].ToArray<byte>());
            Assert.Empty(file["scalar"].Shape);
            Assert.Equal([3.5], file["scalar"].ToArray<double>());
            Assert.Equal(text, file.Metadata["step"]);
            File.Delete(path);
        }, iter: 50, threads: 1);

    [Fact]
    public void Order_and_layout_do_not_change_the_bytes()
    {
        Tensor matrix = arange(6, float32).view(2, 3);
        Tensor transposed = matrix.t().contiguous().t();
        Assert.False(transposed.is_contiguous());
        string a = SafetensorsWriter.Write(Path.Combine(folder, "a"), [("x", matrix), ("b", ones(1))]);
        string b = SafetensorsWriter.Write(Path.Combine(folder, "b"), [("b", ones(1)), ("x", transposed)]);
        Assert.Equal(a, b);
        Assert.Equal(0, BitConverter.ToInt64(File.ReadAllBytes(Path.Combine(folder, "a"))) % 8);
    }

    [Fact]
    public void A_refused_write_leaves_the_old_file_and_no_other()
    {
        string path = Path.Combine(folder, "x");
        SafetensorsWriter.Write(path, [("x", ones(2))]);
        byte[] before = File.ReadAllBytes(path);
        Assert.Equal(
            "element type Float16 has no place in a checkpoint",
            Assert.Throws<InvalidDataException>(() => SafetensorsWriter.Write(path, [("x", ones(2, float16))])).Message);
        Assert.Throws<InvalidDataException>(() => SafetensorsWriter.Write(path, [("x", ones(2)), ("x", ones(3))]));
        Tensor gone = ones(2);
        gone.Dispose();
        Assert.ThrowsAny<Exception>(() => SafetensorsWriter.Write(path, [("x", gone)]));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Fact]
    public void A_missing_folder_is_an_io_error() =>
        Assert.ThrowsAny<IOException>(() => SafetensorsWriter.Write(Path.Combine(folder, "no", "x"), [("x", ones(1))]));
}
