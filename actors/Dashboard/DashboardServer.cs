using System.Text;
using System.Threading.Channels;
using Actors.Configuration;
using Actors.Logging;
using Actors.Runs;
using Actors.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Actors.Dashboard;

/// <summary>Serves the live page of a run on loopback: the page itself, and the stream of what happens.</summary>
/// <remarks>
/// The stream is of server-sent events (HTML Living Standard, section 9.2). The page loads nothing else, from nowhere, and its policy says so.
/// It can be read, not used to change anything.
/// </remarks>
public sealed class DashboardServer : IAsyncDisposable
{
    const string Policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    static readonly byte[] Page = Resource("page.html");

    readonly WebApplication web;
    readonly DashboardFeed feed;

    DashboardServer(WebApplication web, DashboardFeed feed)
    {
        this.web = web;
        this.feed = feed;
    }

    /// <summary>Starts listening.</summary>
    /// <param name="options">The port.</param>
    /// <param name="feed">What pages are told.</param>
    /// <param name="observer">Is told the address, or in one line why there is none.</param>
    /// <returns>Null when the port cannot be had: the run goes on without.</returns>
    public static async Task<DashboardServer?> StartAsync(DashboardOptions options, DashboardFeed feed, IRunObserver observer)
    {
        string address = $"http://127.0.0.1:{options.Port}";
        WebApplication web = QuietHost.Build("127.0.0.1", options.Port);
        web.Use(OnlyToUs);
        web.MapGet("/", context => Send(context, "text/html; charset=utf-8", Page));
        web.MapGet("/events", context => Stream(context, feed));
        try
        {
            await web.StartAsync();
            observer.Event(new RunEvent(RunSeverity.Info, $"live page on {address}") { Kind = EventKinds.Page });
            return new DashboardServer(web, feed);
        }
        catch (Exception e) when (QuietHost.CannotListen(e))
        {
            await web.DisposeAsync();
            observer.Event(new RunEvent(
                RunSeverity.Warning, $"no live page: {address} cannot be listened on ({QuietHost.Why(e)}); choose another with --dashboard, or 0 for none")
            {
                Kind = EventKinds.Page,
            });
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Else the server would wait for the streams, which have no end.
        feed.End();
        await web.StopAsync();
        await web.DisposeAsync();
    }

    // A page elsewhere could otherwise have its own name resolve to this machine, and read along.
    static Task OnlyToUs(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Host.Host is "127.0.0.1" or "localhost")
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        return Task.CompletedTask;
    }

    static async Task Send(HttpContext context, string type, byte[] content)
    {
        context.Response.ContentType = type;
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    static async Task Stream(HttpContext context, DashboardFeed feed)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        using IDisposable page = feed.Open(out ChannelReader<PageMessage> messages);
        try
        {
            await context.Response.WriteAsync("retry: 1000\n\n", context.RequestAborted);
            await foreach (PageMessage message in messages.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync($"event: {message.Name}\ndata: {message.Content}\n\n", Encoding.UTF8, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The page has been closed.
        }
    }

    static byte[] Resource(string name)
    {
        using Stream stream = typeof(DashboardServer).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is missing in the program");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
