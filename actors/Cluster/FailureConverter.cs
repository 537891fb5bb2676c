using System.Text.Json;
using System.Text.Json.Serialization;
using Actors.Runs;

namespace Actors.Cluster;

/// <summary>Writes an exception as what the other side may know of it; no type of the wire is ever made.</summary>
internal sealed class FailureConverter : JsonConverter<Exception>
{
    const int MaxTrace = 16_384;

    public override bool CanConvert(Type typeToConvert) => typeof(Exception).IsAssignableFrom(typeToConvert);

    public override Exception Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Failure failure = JsonSerializer.Deserialize<Failure>(ref reader, options) ?? throw new JsonException("a failure without content");
        return new RemoteFailureException(failure.Type, failure.Code, failure.Message, failure.Trace);
    }

    public override void Write(Utf8JsonWriter writer, Exception value, JsonSerializerOptions options)
    {
        string type = (value as RemoteFailureException)?.Type ?? value.GetType().Name;
        string trace = value.ToString();
        JsonSerializer.Serialize(
            writer, new Failure(type, RunFaults.CodeOf(value), RunFaults.FirstLine(value), trace[..Math.Min(trace.Length, MaxTrace)]), options);
    }

    sealed record Failure(string Type, ExitCode Code, string Message, string Trace);
}
