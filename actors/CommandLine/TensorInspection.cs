using Actors.Model.Checkpoints;
using Actors.Runs;

namespace Actors.CommandLine;

/// <summary>The tensors of safetensors files.</summary>
internal static class TensorInspection
{
    /// <summary>Reads the files.</summary>
    /// <exception cref="RunException">One is not valid.</exception>
    public static Inspection Of(IReadOnlyList<string> paths)
    {
        var files = paths.Select(path => (path, file: Read(path))).ToArray();
        var found = files.Select(pair => new
        {
            Path = pair.path,
            pair.file.Metadata,
            Elements = pair.file.Entries.Values.Sum(Elements),
            Tensors = pair.file.Entries.Values.OrderBy(entry => entry.Name, StringComparer.Ordinal)
                .Select(entry => new { entry.Name, Dtype = entry.Dtype.ToString(), entry.Shape }).ToArray(),
        }).ToArray();

        List<string> lines = [];
        foreach (var file in found)
        {
            var metadata = file.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal);
            lines.Add($"file     {file.Path}: {file.Tensors.Length} tensors, {file.Elements} elements");
            lines.AddRange(metadata.Select(pair => $"meta     {pair.Key} = {pair.Value}"));
            lines.AddRange(file.Tensors.Select(tensor => $"tensor   {tensor.Name} {tensor.Dtype} [{string.Join(", ", tensor.Shape)}]"));
        }

        return new Inspection(lines, new { Kind = "tensors", Files = found });
    }

    static long Elements(SafetensorsEntry entry) => entry.Shape.Aggregate(1L, (product, size) => product * size);

    static SafetensorsFile Read(string path)
    {
        try
        {
            return SafetensorsFile.Read(path);
        }
        catch (InvalidDataException e)
        {
            throw new RunException(ExitCode.Checkpoint, e.Message, e);
        }
    }
}
