using System.Text.Json;
using Actors.Web;
using Microsoft.AspNetCore.Http;

namespace Actors.Dashboard;

/// <summary>What <c>GET /progress</c> says: the run at this moment, as JSON, for who asks once or does not speak server-sent events.</summary>
internal static class ProgressEndpoint
{
    /// <summary>The path.</summary>
    public const string Path = "/progress";

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="feed">What is known.</param>
    /// <param name="bound">The address that the server is bound to: under a foreign name nothing is said, since a page of that name could read it.</param>
    public static async Task Answer(HttpContext context, DashboardFeed feed, string bound)
    {
        if (!OwnNames.Has(context.Request.Host.Host, bound))
        {
            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await JsonSerializer.SerializeAsync(context.Response.Body, feed.Now(), DashboardFeed.Json, context.RequestAborted);
    }
}
