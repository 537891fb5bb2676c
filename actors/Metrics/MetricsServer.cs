using Actors.Configuration;
using Actors.Dashboard;
using Actors.Logging;
using Actors.Runs;
using Actors.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Prometheus;

namespace Actors.Metrics;

/// <summary>Serves <c>/metrics</c>, <c>/healthz</c> and <c>/readyz</c> of a run on one port, and <c>/progress</c> where it coordinates the run.</summary>
public sealed class MetricsServer : IAsyncDisposable
{
    readonly WebApplication web;

    MetricsServer(WebApplication web, string address)
    {
        this.web = web;
        Address = address;
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:9464</c>.</summary>
    public string Address { get; }

    /// <summary>Starts listening.</summary>
    /// <param name="options">Host and port.</param>
    /// <param name="instruments">What to show.</param>
    /// <param name="ready">Whether every block exists and training has begun.</param>
    /// <param name="observer">Is told the address, or in one line why there is none.</param>
    /// <param name="feed">What <c>/progress</c> says; null leaves it out.</param>
    /// <returns>Null when the port is off or cannot be had: the run goes on without.</returns>
    public static Task<MetricsServer?> StartAsync(
        MetricsOptions options, Instruments instruments, Func<bool> ready, IRunObserver observer, DashboardFeed? feed = null) =>
        StartAsync(options, () => instruments.Registry, ready, observer, feed);

    /// <summary>Starts listening, for a process whose metrics are those of the run that it takes part in.</summary>
    /// <param name="options">Host and port.</param>
    /// <param name="registry">What to show; null before there is anything.</param>
    /// <param name="ready">Whether it takes part.</param>
    /// <param name="observer">Is told the address, or in one line why there is none.</param>
    /// <param name="feed">What <c>/progress</c> says; null leaves it out.</param>
    /// <returns>Null when the port is off or cannot be had.</returns>
    public static async Task<MetricsServer?> StartAsync(
        MetricsOptions options, Func<CollectorRegistry?> registry, Func<bool> ready, IRunObserver observer, DashboardFeed? feed = null)
    {
        if (options.Port == 0)
        {
            return null;
        }

        string address = QuietHost.Address(options.Host, options.Port);
        WebApplication web = Build(options, registry, ready);
        if (feed is not null)
        {
            web.MapGet(ProgressEndpoint.Path, context => ProgressEndpoint.Answer(context, feed, options.Host));
        }

        try
        {
            await web.StartAsync();
            observer.Event(new RunEvent(RunSeverity.Info, $"metrics on {address}/metrics") { Kind = EventKinds.Metrics });
            return new MetricsServer(web, address);
        }
        catch (Exception e) when (QuietHost.CannotListen(e))
        {
            await web.DisposeAsync();
            observer.Event(new RunEvent(
                RunSeverity.Warning, $"no metrics: {address} cannot be listened on ({QuietHost.Why(e)}); choose another with --metrics-port, or 0 for none")
            {
                Kind = EventKinds.Metrics,
            });
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await web.DisposeAsync();

    static WebApplication Build(MetricsOptions options, Func<CollectorRegistry?> registry, Func<bool> ready)
    {
        WebApplication web = QuietHost.Build(options.Host, options.Port);
        web.MapGet("/metrics", async context =>
        {
            context.Response.ContentType = PrometheusConstants.TextContentTypeWithVersionAndEncoding;
            if (registry() is { } now)
            {
                // The exporter writes each name and number by itself; to the connection they go at once.
                using var text = new MemoryStream();
                await now.CollectAndExportAsTextAsync(text, context.RequestAborted);
                context.Response.ContentLength = text.Length;
                await context.Response.Body.WriteAsync(text.GetBuffer().AsMemory(0, (int)text.Length), context.RequestAborted);
            }
        });
        web.MapGet("/healthz", () => Results.Text("ok\n"));
        web.MapGet("/readyz", () => ready() ? Results.Text("ready\n") : Results.Text("starting\n", statusCode: StatusCodes.Status503ServiceUnavailable));
        return web;
    }
}
