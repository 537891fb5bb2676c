using System.Collections.Frozen;
using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Actors.Messages;
using Akka.Actor;
using Akka.Serialization;

namespace Actors.Cluster;

/// <summary>Control messages on the wire: JSON, under short names that stand in a closed list.</summary>
/// <remarks>Named in <c>hocon/cluster.conf</c>. A name that is not in the list is refused; no type name ever comes from the wire.</remarks>
public sealed class ControlSerializer : SerializerWithStringManifest
{
    static readonly FrozenDictionary<string, Type> Types = typeof(IControlMessage).Assembly.GetTypes()
        .Where(type => !type.IsInterface && typeof(IControlMessage).IsAssignableFrom(type))
        .ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        MaxDepth = 16,
        Converters = { new FailureConverter() },
    };

    /// <summary>Called by Akka.</summary>
    public ControlSerializer(ExtendedActorSystem system) : base(system)
    {
    }

    /// <summary>Names that are taken from the wire.</summary>
    public static IReadOnlyCollection<string> Names => Types.Keys;

    /// <inheritdoc/>
    public override int Identifier => 7401;

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The message is not one of ours.</exception>
    public override string Manifest(object o) => Types.TryGetValue(o.GetType().Name, out Type? type) && type == o.GetType()
        ? type.Name : throw new SerializationException($"{o.GetType()} is no control message");

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => JsonSerializer.SerializeToUtf8Bytes(obj, obj.GetType(), Json);

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The name is not in the list, or the content is not that message.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (!Types.TryGetValue(manifest, out Type? type))
        {
            throw new SerializationException($"'{manifest[..Math.Min(manifest.Length, 64)]}' is no control message");
        }

        try
        {
            return JsonSerializer.Deserialize(bytes, type, Json) ?? throw new SerializationException($"{manifest} without content");
        }
        catch (JsonException cause)
        {
            throw new SerializationException($"{manifest} of {bytes.Length} bytes is not one: {cause.Message}", cause);
        }
    }
}
