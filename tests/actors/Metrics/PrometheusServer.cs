using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Actors.Tests.Metrics;

/// <summary>Debian's Prometheus, where it is installed; a test that needs it is skipped, by name, where it is not.</summary>
internal sealed class PrometheusServer : IDisposable
{
    const string Server = "/usr/bin/prometheus";
    const string Tool = "/usr/bin/promtool";
    static readonly TimeSpan longest = TimeSpan.FromSeconds(60);
    static readonly TimeSpan interval = TimeSpan.FromMilliseconds(100);

    readonly Process process;
    readonly HttpClient http;

    PrometheusServer(Process process, int port)
    {
        this.process = process;
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/api/v1/") };
    }

    /// <summary>Starts a server by a configuration.</summary>
    public static PrometheusServer Start(string configuration, string storage, int port)
    {
        Assert.SkipUnless(File.Exists(Server), $"{Server} is absent (apt-get install prometheus)");
        Process process = Process.Start(new ProcessStartInfo(
            Server, [$"--config.file={configuration}", $"--storage.tsdb.path={storage}", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]))!;
        return new PrometheusServer(process, port);
    }

    /// <summary>Runs <c>promtool</c> in a folder, and fails with what it said unless it is content.</summary>
    public static async Task Promtool(string folder, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(Tool), $"{Tool} is absent (apt-get install prometheus)");
        using Process check = Process.Start(new ProcessStartInfo(Tool, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        Task<string> error = check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string said = await check.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await error;
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(check.ExitCode == 0, said);
    }

    /// <summary>Asks until the answer's <c>data</c> is as wanted; fails with the last answer after a minute.</summary>
    public async Task<JsonElement> Until(string path, Func<JsonElement, bool> wanted)
    {
        string last = "nobody listens";
        long began = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(interval);
        while (TimeProvider.System.GetElapsedTime(began) < longest && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            try
            {
                last = await http.GetStringAsync(path, TestContext.Current.CancellationToken);
                using var answer = JsonDocument.Parse(last);
                JsonElement data = answer.RootElement.GetProperty("data");
                if (wanted(data))
                {
                    return data.Clone();
                }
            }
            catch (HttpRequestException e)
            {
                last = e.Message;
            }
        }

        throw new InvalidOperationException($"{path} was not as wanted within {longest.TotalSeconds} s; last: {last}");
    }

    public void Dispose()
    {
        http.Dispose();
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }
}
