using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Web;

/// <summary>A web server inside a process that has other things to do: it logs nothing, and leaves signals alone.</summary>
internal static class QuietHost
{
    /// <summary>A server that is to listen on one address.</summary>
    /// <param name="host">An IP address, <c>localhost</c>, or <c>*</c> for all.</param>
    /// <param name="port">The port.</param>
    /// <exception cref="FormatException">The host is none of these.</exception>
    public static WebApplication Build(string host, int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();

        // The run handles signals itself; the default lifetime would swallow SIGTERM.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (host == "localhost")
            {
                kestrel.ListenLocalhost(port);
            }
            else
            {
                kestrel.Listen(host is "*" or "+" ? IPAddress.Any : IPAddress.Parse(host), port);
            }
        });
        return builder.Build();
    }

    /// <summary>Such a server's address, as a URL without a path.</summary>
    public static string Address(string host, int port) => host.Contains(':', StringComparison.Ordinal) ? $"http://[{host}]:{port}" : $"http://{host}:{port}";

    /// <summary>Whether an exception says that the address cannot be listened on.</summary>
    public static bool CannotListen(Exception cause) =>
        cause is IOException or System.Net.Sockets.SocketException or FormatException or InvalidOperationException;

    /// <summary>Why it cannot, in the system's words.</summary>
    public static string Why(Exception cause) => cause.InnerException is { } inner ? Why(inner) : cause.Message;

    sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
