namespace Actors.Model.Checkpoints;

/// <summary>Between the original VideoMAE's names and Hugging Face's, which split the rows of <c>qkv</c> in three.</summary>
internal static class HuggingFaceNames
{
    /// <summary>What only its names begin with.</summary>
    public const string Prefix = "videomae.";

    const string Qkv = "attn.qkv.weight";

    // Order matters only in that no original beginning is the beginning of another.
    static readonly (string Original, string HuggingFace)[] Places =
    [
        ("encoder.patch_embed.proj.", "videomae.embeddings.patch_embeddings.projection."),
        ("encoder.blocks.", "videomae.encoder.layer."),
        ("encoder.norm.", "videomae.layernorm."),
        ("decoder.blocks.", "decoder.decoder_layers."),
    ];

    static readonly (string Original, string HuggingFace)[] Parts =
    [
        ("attn.q_bias", "attention.attention.q_bias"),
        ("attn.v_bias", "attention.attention.v_bias"),
        ("attn.proj.", "attention.output.dense."),
        ("mlp.fc1.", "intermediate.dense."),
        ("mlp.fc2.", "output.dense."),
        ("norm1.", "layernorm_before."),
        ("norm2.", "layernorm_after."),
    ];

    static readonly string[] Thirds =
        ["attention.attention.query.weight", "attention.attention.key.weight", "attention.attention.value.weight"];

    /// <summary>A tensor under Hugging Face's name, or three of them.</summary>
    public static IEnumerable<SafetensorsEntry> From(SafetensorsEntry original)
    {
        string name = Move(original.Name, Places);
        if (!name.EndsWith(Qkv, StringComparison.Ordinal))
        {
            return [original with { Name = InLayer(name, Parts) }];
        }

        int bytes = original.Bytes.Length / 3;
        long[] shape = [original.Shape[0] / 3, .. original.Shape.Skip(1)];
        return Thirds.Select((third, i) => original with
        {
            Name = name[..^Qkv.Length] + third,
            Shape = shape,
            Bytes = original.Bytes.Slice(i * bytes, bytes),
        });
    }

    /// <summary>All tensors under the original's names; one that has none keeps its own.</summary>
    /// <exception cref="InvalidDataException">Of a layer's query, key and value not all are there, or they differ in shape.</exception>
    public static IEnumerable<SafetensorsEntry> ToOriginal(IReadOnlyDictionary<string, SafetensorsEntry> entries)
    {
        foreach (SafetensorsEntry entry in entries.Values)
        {
            int third = Array.FindIndex(Thirds, part => entry.Name.EndsWith(part, StringComparison.Ordinal));
            if (third < 0)
            {
                yield return entry with { Name = InLayer(Move(entry.Name, Swapped(Places)), Swapped(Parts)) };
            }
            else if (third == 0)
            {
                string layer = entry.Name[..^Thirds[0].Length];
                yield return Joined(layer, [.. Thirds.Select(part => Part(entries, layer + part, entry))]);
            }
        }
    }

    static SafetensorsEntry Joined(string layer, SafetensorsEntry[] thirds)
    {
        byte[] bytes = new byte[thirds.Sum(third => third.Bytes.Length)];
        int at = 0;
        foreach (SafetensorsEntry third in thirds)
        {
            third.Bytes.Span.CopyTo(bytes.AsSpan(at));
            at += third.Bytes.Length;
        }

        return thirds[0] with
        {
            Name = Move(layer, Swapped(Places)) + Qkv,
            Shape = [3 * thirds[0].Shape[0], .. thirds[0].Shape.Skip(1)],
            Bytes = bytes,
        };
    }

    static SafetensorsEntry Part(IReadOnlyDictionary<string, SafetensorsEntry> entries, string name, SafetensorsEntry like) =>
        entries.TryGetValue(name, out SafetensorsEntry? entry) && entry.Dtype == like.Dtype && entry.Shape.SequenceEqual(like.Shape)
            ? entry
            : throw new InvalidDataException($"no tensor {name} of the shape of {like.Name}, [{string.Join(", ", like.Shape)}]");

    static string Move(string name, (string From, string To)[] places)
    {
        foreach ((string from, string to) in places)
        {
            if (name.StartsWith(from, StringComparison.Ordinal))
            {
                return to + name[from.Length..];
            }
        }

        return name;
    }

    // A layer's parts follow its number: encoder.blocks.3.norm1.weight.
    static string InLayer(string name, (string From, string To)[] parts)
    {
        int dot = -1;
        for (int i = 0; i + 1 < name.Length; i++)
        {
            if (char.IsAsciiDigit(name[i]) && name[i + 1] == '.')
            {
                dot = i + 1;
                break;
            }
        }

        return dot < 0 || name.StartsWith(WholeCheckpoint.LocalDecoders, StringComparison.Ordinal)
            ? name : name[..(dot + 1)] + Move(name[(dot + 1)..], parts);
    }

    static (string From, string To)[] Swapped((string From, string To)[] pairs) => [.. pairs.Select(pair => (pair.To, pair.From))];
}
