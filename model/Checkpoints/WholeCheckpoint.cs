using System.Globalization;
using System.Text.RegularExpressions;
using Actors.Model.Shapes;
using static TorchSharp.torch;

namespace Actors.Model.Checkpoints;

/// <summary>A whole VideoMAE under the original's names: what blocks together are, and what other code reads and writes.</summary>
/// <remarks>
/// The last block's norm and decoder are the model's. Those of the blocks before it, which the original doesn't have, go by
/// <c>local_decoders.K.</c> and the block's own name for them; cross decoders, which it doesn't have either, keep <c>cross_decoder.</c>.
/// Bytes are moved, never computed with.
/// </remarks>
public sealed partial class WholeCheckpoint
{
    /// <summary>What the names of the decoders of all blocks but the last begin with.</summary>
    public const string LocalDecoders = "local_decoders.";

    const string PartitionKey = "partition";

    readonly Dictionary<string, SafetensorsEntry> tensors;

    WholeCheckpoint(IEnumerable<SafetensorsEntry> tensors, string? partition)
    {
        this.tensors = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        Partition = partition;
    }

    /// <summary>The tensors by the original's names.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Tensors => tensors;

    /// <summary>Layers of the blocks that it was made of, such as <c>3,3,3,3</c>; null when the file doesn't say.</summary>
    public string? Partition { get; }

    /// <summary>Puts blocks together.</summary>
    /// <param name="blocks">Each block's tensors under its own names; what belongs to the optimizer is left out.</param>
    /// <param name="partition">Layers of each block.</param>
    public static WholeCheckpoint Of(IReadOnlyList<IReadOnlyDictionary<string, SafetensorsEntry>> blocks, Partition partition) => new(
        blocks.SelectMany((block, k) => block.Values
            .Where(tensor => !tensor.Name.StartsWith("optimizer.", StringComparison.Ordinal))
            .Select(tensor => tensor with { Name = NameOf(k, tensor.Name, partition) })), partition.ToString());

    /// <summary>Reads a file in either naming.</summary>
    /// <exception cref="InvalidDataException">It is no safetensors file or no VideoMAE; one line says what it has.</exception>
    public static WholeCheckpoint Read(string path)
    {
        var file = SafetensorsFile.Read(path);
        string? partition = file.Metadata.GetValueOrDefault(PartitionKey);
        bool huggingFace = file.Entries.Keys.Any(name => name.StartsWith(HuggingFaceNames.Prefix, StringComparison.Ordinal));
        if (!huggingFace && !file.Entries.Keys.Any(name => name.StartsWith("encoder.blocks.", StringComparison.Ordinal)))
        {
            string has = file.Entries.Count == 0 ? "nothing" : file.Entries.Keys.Order(StringComparer.Ordinal).First();
            throw new InvalidDataException($"{path}: no VideoMAE: no tensor begins with encoder.blocks. or {HuggingFaceNames.Prefix} (it has {has}, …)");
        }

        try
        {
            return new WholeCheckpoint(huggingFace ? HuggingFaceNames.ToOriginal(file.Entries) : file.Entries.Values, partition);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Writes a file that is whole or not there.</summary>
    /// <returns>SHA-256 of the file, lower-case hexadecimal.</returns>
    public string Write(string path, CheckpointNaming naming)
    {
        IEnumerable<SafetensorsEntry> named = naming == CheckpointNaming.HuggingFace ? tensors.Values.SelectMany(HuggingFaceNames.From) : tensors.Values;

        // Hugging Face reads only files that say which framework wrote them; pt is PyTorch.
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pt" };
        if (Partition is not null)
        {
            metadata.Add(PartitionKey, Partition);
        }

        (string Name, Tensor Tensor)[] written = [.. named.Select(entry => (entry.Name, TensorBytes.ToTensor(entry)))];
        try
        {
            return SafetensorsWriter.Write(path, written, metadata);
        }
        finally
        {
            Array.ForEach(written, pair => pair.Tensor.Dispose());
        }
    }

    /// <summary>Tensors that a model of this depth doesn't have: of another head, or of decoders that are not used.</summary>
    /// <param name="used">Names that were used, by the original's naming.</param>
    public IReadOnlyList<string> Unused(IEnumerable<string> used) => [.. tensors.Keys.Except(used, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The name of a block's tensor in the whole model.</summary>
    public static string NameOf(int block, string name, Partition partition)
    {
        if (Layer().Match(name) is { Success: true } layer)
        {
            int number = partition.FirstLayer(block) + int.Parse(layer.Groups[1].Value, CultureInfo.InvariantCulture);
            return string.Create(CultureInfo.InvariantCulture, $"encoder.blocks.{number}.{layer.Groups[2].Value}");
        }

        return name.StartsWith("patch_embed.", StringComparison.Ordinal) ? "encoder." + name
            : block < partition.Blocks - 1 ? string.Create(CultureInfo.InvariantCulture, $"{LocalDecoders}{block}.{name}")
            : name.StartsWith("norm.", StringComparison.Ordinal) ? "encoder." + name
            : name.Replace("decoder.layers.", "decoder.blocks.", StringComparison.Ordinal);
    }

    /// <summary>Whether a tensor of a block belongs to its decoder, which a checkpoint of another purpose may lack.</summary>
    public static bool IsOfDecoder(string name) =>
        !Layer().IsMatch(name) && !name.StartsWith("patch_embed.", StringComparison.Ordinal);

    [GeneratedRegex(@"^layers\.([0-9]+)\.(.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Layer();
}
