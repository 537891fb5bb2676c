using System.Security.Cryptography;
using Actors.Model.Checkpoints;
using Actors.Model.Optimizers;
using Actors.Model.Parameters;
using static TorchSharp.torch;

namespace Actors.Model.Blocks;

/// <summary>A block's tensors under their checkpoint names.</summary>
internal sealed class BlockState : IDisposable
{
    const string FirstMoment = "optimizer.exp_avg.";
    const string SecondMoment = "optimizer.exp_avg_sq.";
    const string StepName = "optimizer.step";

    readonly FusedAdamW optimizer;
    readonly int block;
    readonly Tensor step = zeros([], int64).DetachFromDisposeScope();
    readonly (string Name, Tensor Tensor)[] tensors;
    readonly HashSet<string> weightNames;

    public BlockState(ParameterTable table, FusedAdamW optimizer, int block)
    {
        this.optimizer = optimizer;
        this.block = block;
        weightNames = [.. table.Parameters.Select(parameter => parameter.Name)];
        tensors =
        [
            .. table.Parameters
                .SelectMany(parameter => ((string, Tensor)[])
                [
                    (parameter.Name, parameter.Value),
                    (FirstMoment + parameter.Name, parameter.FirstMoment),
                    (SecondMoment + parameter.Name, parameter.SecondMoment),
                ])
                .Append((StepName, step))
                .OrderBy(pair => pair.Item1, StringComparer.Ordinal),
        ];
    }

    /// <summary>All tensors in ordinal name order.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> Tensors()
    {
        // The optimizer counts in a long; the tensor is only how a checkpoint holds it.
        step.bytes = BitConverter.GetBytes(optimizer.Steps);
        return tensors;
    }

    /// <summary>Lower-case hexadecimal SHA-256 of all tensors' bytes in name order.</summary>
    public string Sha256()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((_, Tensor tensor) in Tensors())
        {
            TensorBytes.Read(tensor, hash.AppendData);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Takes every tensor from a checkpoint, or none.</summary>
    public void Restore(IReadOnlyDictionary<string, SafetensorsEntry> entries)
    {
        Check(entries, tensors);
        Copy(entries, tensors);
        optimizer.Steps = BitConverter.ToInt64(entries[StepName].Bytes.Span);
    }

    /// <summary>Takes every weight, or none; moments and step become zero.</summary>
    public void RestoreWeights(IReadOnlyDictionary<string, SafetensorsEntry> entries)
    {
        (string Name, Tensor Tensor)[] weights = [.. tensors.Where(pair => weightNames.Contains(pair.Name))];
        Check(entries, weights);
        Copy(entries, weights);
        foreach ((string name, Tensor tensor) in tensors)
        {
            if (!weightNames.Contains(name))
            {
                tensor.zero_();
            }
        }

        optimizer.Steps = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => step.Dispose();

    void Check(IReadOnlyDictionary<string, SafetensorsEntry> entries, IReadOnlyList<(string Name, Tensor Tensor)> expected)
    {
        foreach ((string name, Tensor tensor) in expected)
        {
            string ours = $"{TensorBytes.DtypeOf(tensor.dtype)} [{string.Join(", ", tensor.shape)}]";
            if (!entries.TryGetValue(name, out SafetensorsEntry? entry))
            {
                throw new InvalidDataException($"checkpoint of block {block}: no tensor {name}, the block has it as {ours}");
            }

            string theirs = $"{entry.Dtype} [{string.Join(", ", entry.Shape)}]";
            if (ours != theirs)
            {
                throw new InvalidDataException($"checkpoint of block {block}: tensor {name} is {theirs}, the block has {ours}");
            }
        }

        HashSet<string> known = [.. expected.Select(pair => pair.Name)];
        if (entries.Keys.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new InvalidDataException($"checkpoint of block {block}: tensor {unknown} is none of the block's");
        }
    }

    static void Copy(IReadOnlyDictionary<string, SafetensorsEntry> entries, IEnumerable<(string Name, Tensor Tensor)> targets)
    {
        using var quiet = no_grad();
        foreach ((string name, Tensor target) in targets)
        {
            using Tensor source = TensorBytes.ToTensor(entries[name]);
            target.copy_(source);
        }
    }
}
