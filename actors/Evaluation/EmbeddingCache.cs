using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Actors.Model.Checkpoints;
using Actors.Runs;
using TorchSharp;

namespace Actors.Evaluation;

/// <summary>Keeps embeddings under the run directory, named by the SHA-256 of all that they depend on.</summary>
/// <remarks>
/// Depends on: the SHA-256 of every block's file in the snapshot, the clips (files by name, length and time of writing), the mask ratio, the
/// seed, the clips in a batch and the kind of device. A file that is damaged counts as absent.
/// </remarks>
internal sealed class EmbeddingCache
{
    const int Format = 1;
    const string SkippedKey = "skipped";

    readonly string folder;
    readonly string run;

    /// <summary>The cache of a run's snapshot.</summary>
    public EmbeddingCache(EvaluatedRun run, int batch, bool cuda)
    {
        folder = run.Directory.Embeddings;
        string blocks = string.Join('\n', run.Snapshot.Manifest.Blocks.Select(part => part.Sha256));
        this.run = FormattableString.Invariant(
            $"{Format}\n{blocks}\n{run.Partition}\n{run.Shape}\n{run.Options.Data.Stride}\n") + FormattableString.Invariant(
            $"{run.Options.Training.MaskRatio}\n{run.Options.Training.Seed}\n{batch}\n{cuda}");
    }

    /// <summary>The embeddings of a set, when they were computed before.</summary>
    public SetEmbeddings? Find(EvaluationSet set)
    {
        try
        {
            var file = SafetensorsFile.Read(PathOf(set));
            int[] samples = [.. file["sample"].ToArray<long>().Select(sample => (int)sample)];
            int blocks = file.Entries.Keys.Count(name => name.EndsWith(".whole", StringComparison.Ordinal));
            return new SetEmbeddings(
                samples, [.. Enumerable.Range(0, blocks).Select(k => Block(file, k))],
                JsonSerializer.Deserialize<SkippedEvaluation[]>(file.Metadata[SkippedKey], RunJson.Line) ?? []);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or KeyNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps the embeddings of a set.</summary>
    public void Keep(EvaluationSet set, SetEmbeddings embeddings)
    {
        Directory.CreateDirectory(folder);
        using var scope = torch.NewDisposeScope();
        long clips = embeddings.Samples.Count;
        var tensors = new List<(string, torch.Tensor)>
        {
            ("sample", torch.tensor([.. embeddings.Samples.Select(sample => (long)sample)], torch.int64)),
        };
        for (int k = 0; k < embeddings.Blocks.Count; k++)
        {
            BlockEmbeddings block = embeddings.Blocks[k];
            tensors.Add(($"block.{k}.whole", torch.tensor(block.Whole, [clips, block.Width], torch.float32)));
            tensors.Add(($"block.{k}.occluded", torch.tensor(block.Occluded, [clips, block.Width], torch.float32)));
            tensors.Add(($"block.{k}.patch_similarity", torch.tensor(block.PatchSimilarity, torch.float64)));
            if (block.MaskedLoss.Length > 0)
            {
                tensors.Add(($"block.{k}.masked_loss", torch.tensor(block.MaskedLoss, torch.float64)));
            }
        }

        SafetensorsWriter.Write(PathOf(set), tensors, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["set"] = set.Name,
            [SkippedKey] = JsonSerializer.Serialize(embeddings.Skipped, RunJson.Line),
        });
    }

    static BlockEmbeddings Block(SafetensorsFile file, int k)
    {
        string name = $"block.{k}";
        double[] loss = file.Entries.TryGetValue($"{name}.masked_loss", out SafetensorsEntry? entry) ? entry.ToArray<double>() : [];
        return new BlockEmbeddings(
            (int)file[$"{name}.whole"].Shape[1], file[$"{name}.whole"].ToArray<float>(), file[$"{name}.occluded"].ToArray<float>(),
            file[$"{name}.patch_similarity"].ToArray<double>(), loss);
    }

    string PathOf(EvaluationSet set)
    {
        byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes($"{run}\n{set.Identity()}"));
        return Path.Combine(folder, $"{Convert.ToHexStringLower(key)[..32]}.safetensors");
    }
}
