using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Actors.Tests.Processes;

/// <summary>Reads the metrics of a process, as Prometheus would.</summary>
internal sealed class Scrape(int port) : IDisposable
{
    static readonly TimeSpan longest = TimeSpan.FromSeconds(60);
    static readonly TimeSpan interval = TimeSpan.FromMilliseconds(20);

    readonly HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The value of a series; null before there is one.</summary>
    public static double? Value(string text, string series)
    {
        string? line = text.Split('\n').FirstOrDefault(line => line.StartsWith(series + " ", StringComparison.Ordinal));
        return line is null ? null : double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture);
    }

    /// <summary>The names and labels of the series.</summary>
    public static IEnumerable<string> Series(string text) =>
        text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line[..line.LastIndexOf(' ')]);

    /// <summary>What a path says; null when nobody listens.</summary>
    public async Task<string?> Get(string path)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
            return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>The metrics at intervals, until the process ends.</summary>
    public async IAsyncEnumerable<string> Each(ActorsProcess process)
    {
        using var timer = new PeriodicTimer(interval);
        while (!process.HasExited && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            if (await Get("metrics") is { } text)
            {
                yield return text;
            }
        }
    }

    /// <summary>Asks for the metrics until they are as wanted; fails when they are not within a minute, or before the process ends.</summary>
    public async Task<string> Until(ActorsProcess process, Func<string, bool> wanted)
    {
        string last = "none";
        long began = TimeProvider.System.GetTimestamp();
        await foreach (string text in Each(process))
        {
            last = text;
            if (wanted(text))
            {
                return text;
            }

            if (TimeProvider.System.GetElapsedTime(began) > longest)
            {
                break;
            }
        }

        bool ended = process.HasExited;
        process.Dispose();
        throw new InvalidOperationException(
            $"{(ended ? "the process ended" : $"{longest.TotalSeconds} s went by")} before its metrics were as wanted. Standard error:\n{process.ErrorSoFar}\nlast metrics:\n{last}");
    }

    public void Dispose() => http.Dispose();
}
