using System.Text.Json;
using System.Text.Json.Serialization;
using Actors.Runs;
using Microsoft.AspNetCore.Http;

namespace Actors.Steering;

/// <summary>What <c>POST /control</c> does: a <see cref="SteeringCommand"/> comes in as JSON, a <see cref="SteeringAnswer"/> goes out.</summary>
internal static class SteeringEndpoint
{
    /// <summary>The path.</summary>
    public const string Path = "/control";

    const int LongestCommand = 1024;

    /// <summary>How commands and answers are written.</summary>
    public static JsonSerializerOptions Json { get; } = new(RunJson.Line)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="steering">The way to the run; null when it does not let itself be steered.</param>
    public static async Task Answer(HttpContext context, RunSteering? steering)
    {
        (int status, SteeringAnswer answer) = steering is null
            ? (StatusCodes.Status403Forbidden, new SteeringAnswer(false, "this run does not let itself be steered: it was started without --control"))
            : await Answer(context.Request, steering, context.RequestAborted);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, answer, Json, context.RequestAborted);
    }

    static async Task<(int Status, SteeringAnswer Answer)> Answer(HttpRequest request, RunSteering steering, CancellationToken stop)
    {
        if (SteeringGuard.Refusal(request, steering.Secret) is { } refusal)
        {
            return (refusal.Status, new SteeringAnswer(false, refusal.Why));
        }

        SteeringCommand? command;
        try
        {
            command = request.ContentLength <= LongestCommand ? await JsonSerializer.DeserializeAsync<SteeringCommand>(request.Body, Json, stop) : null;
        }
        catch (JsonException)
        {
            command = null;
        }

        if (command is null)
        {
            return (StatusCodes.Status400BadRequest, new SteeringAnswer(
                false, $"no command: kind is {string.Join(", ", SteeringCommand.Names)}; slowdown has block and factor as well"));
        }

        SteeringAnswer answer = await steering.Ask(command, stop);
        return (answer.Done ? StatusCodes.Status200OK : StatusCodes.Status409Conflict, answer);
    }
}
