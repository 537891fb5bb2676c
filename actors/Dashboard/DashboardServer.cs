using System.Text;
using System.Threading.Channels;
using Actors.Configuration;
using Actors.Logging;
using Actors.Runs;
using Actors.Steering;
using Actors.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Actors.Dashboard;

/// <summary>Serves the live page of a run: the page itself, the stream of what happens, and the way back for who may steer the run.</summary>
/// <remarks>
/// The stream is of server-sent events (HTML Living Standard, section 9.2). The page loads nothing else, from nowhere, and its policy says so.
/// Whoever reaches it may read; what steers the run is for <see cref="SteeringGuard"/> to let in.
/// </remarks>
public sealed class DashboardServer : IAsyncDisposable
{
    const string Policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    static readonly (string Path, string Type, byte[] Content)[] Files =
    [
        ("/", "text/html", Resource("page.html")), ("/page.css", "text/css", Resource("page.css")), ("/page.js", "text/javascript", Resource("page.js")),
    ];

    readonly WebApplication web;
    readonly DashboardFeed feed;

    DashboardServer(WebApplication web, DashboardFeed feed, string address)
    {
        this.web = web;
        this.feed = feed;
        Address = address;
    }

    /// <summary>Where it listens, as a URL without a path.</summary>
    public string Address { get; }

    /// <summary>Starts listening.</summary>
    /// <param name="options">Host and port.</param>
    /// <param name="feed">What pages are told.</param>
    /// <param name="steering">The way to the run; null when it does not let itself be steered.</param>
    /// <param name="observer">Is told the address, or in one line why there is none.</param>
    /// <returns>Null when the port is off or cannot be had: the run goes on without.</returns>
    public static async Task<DashboardServer?> StartAsync(
        DashboardOptions options, DashboardFeed feed, RunSteering? steering, IRunObserver observer)
    {
        if (options.Port == 0)
        {
            return null;
        }

        string address = QuietHost.Address(options.Host, options.Port);
        WebApplication web = QuietHost.Build(options.Host, options.Port);
        web.Use((context, next) => OnlyToUs(context, next, options.Host));
        foreach ((string path, string type, byte[] content) in Files)
        {
            web.MapGet(path, context => Send(context, $"{type}; charset=utf-8", content));
        }

        web.MapGet("/events", context => Stream(context, feed));
        web.MapGet(ProgressEndpoint.Path, context => ProgressEndpoint.Answer(context, feed, options.Host));
        web.MapPost(SteeringEndpoint.Path, context => SteeringEndpoint.Answer(context, steering));
        try
        {
            await web.StartAsync();
            observer.Event(new RunEvent(RunSeverity.Info, $"live page on {address}") { Kind = EventKinds.Page });
            return new DashboardServer(web, feed, address);
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
    static Task OnlyToUs(HttpContext context, RequestDelegate next, string bound)
    {
        if (OwnNames.Has(context.Request.Host.Host, bound))
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
