using Actors.Model.Blocks;
using Actors.Model.Shapes;

namespace Actors.Model.Checkpoints;

/// <summary>Gives blocks the weights of a whole VideoMAE.</summary>
public static class BlockInitialisation
{
    /// <summary>Takes a block's layers, and its decoder where the checkpoint has one for it; else the decoder stays as it is.</summary>
    /// <param name="block">A new block.</param>
    /// <param name="partition">Layers of each block of the model.</param>
    /// <param name="checkpoint">The whole model.</param>
    /// <returns>Names of the checkpoint's tensors that were used; whether the decoder is among them is seen from these.</returns>
    /// <exception cref="InvalidDataException">A tensor is missing or has another shape; one line names it.</exception>
    public static IReadOnlyList<string> Apply(Block block, Partition partition, WholeCheckpoint checkpoint)
    {
        int k = block.Plan.Index;

        // Decoders of another partition stand behind other layers. The last one always stands behind the last layer.
        bool decoderFits = k == partition.Blocks - 1 || checkpoint.Partition == partition.ToString();
        bool decoderIsThere = decoderFits && block.Parameters.Any(parameter => IsOnlyOfDecoder(parameter.Name) && IsThere(parameter.Name));
        Dictionary<string, SafetensorsEntry> weights = new(StringComparer.Ordinal);
        List<string> used = [];
        foreach (Parameters.Parameter parameter in block.Parameters)
        {
            bool fits = !WholeCheckpoint.IsOfDecoder(parameter.Name) || decoderIsThere
                || (decoderFits && !IsOnlyOfDecoder(parameter.Name) && IsThere(parameter.Name));
            if (!fits)
            {
                weights.Add(parameter.Name, TensorBytes.ToEntry(parameter.Name, parameter.Value));
                continue;
            }

            string name = Global(parameter.Name);
            if (!checkpoint.Tensors.TryGetValue(name, out SafetensorsEntry? entry))
            {
                throw new InvalidDataException($"no tensor {name}, which block {k} needs as [{string.Join(", ", parameter.Shape)}]");
            }

            if (entry.Dtype != SafetensorsDtype.F32 || !entry.Shape.SequenceEqual(parameter.Shape))
            {
                throw new InvalidDataException(
                    $"tensor {name} is {entry.Dtype} [{string.Join(", ", entry.Shape)}], block {k} needs F32 [{string.Join(", ", parameter.Shape)}]");
            }

            weights.Add(parameter.Name, entry with { Name = parameter.Name });
            used.Add(name);
        }

        block.RestoreWeights(weights);
        return used;

        bool IsThere(string name) => checkpoint.Tensors.ContainsKey(Global(name));

        string Global(string name) => WholeCheckpoint.NameOf(k, name, partition);
    }

    // Every model has the norm behind its last layer, whatever decoder reads it.
    static bool IsOnlyOfDecoder(string name) => WholeCheckpoint.IsOfDecoder(name) && !name.StartsWith("norm.", StringComparison.Ordinal);
}
