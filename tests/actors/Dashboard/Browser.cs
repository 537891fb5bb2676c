using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Actors.Tests.Dashboard;

/// <summary>Debian's Chromium without a window, driven over its DevTools protocol. A test that needs it is skipped, by name, where it is absent.</summary>
internal sealed class Browser : IAsyncDisposable
{
    const string Program = "/usr/bin/chromium";
    static readonly TimeSpan longest = TimeSpan.FromSeconds(60);
    static readonly TimeSpan interval = TimeSpan.FromMilliseconds(50);

    readonly TemporaryFolder profile = new();
    readonly Process process;
    readonly ClientWebSocket socket = new();
    readonly byte[] buffer = new byte[1 << 20];
    int sent;

    Browser()
    {
        process = Process.Start(new ProcessStartInfo(Program,
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--remote-debugging-port=0",
            $"--user-data-dir={profile.Path}", "about:blank",
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>Starts it, and opens a page.</summary>
    public static async Task<Browser> Open(string address)
    {
        Assert.SkipUnless(File.Exists(Program), $"{Program} is absent (apt-get install chromium)");
        var browser = new Browser();
        string port = await browser.Until(() => Task.FromResult(File.Exists(browser.PortFile) ? File.ReadLines(browser.PortFile).FirstOrDefault() : null), "a port");
        using var http = new HttpClient();
        string? socket = await browser.Until(async () => FirstPage(await http.GetStringAsync($"http://127.0.0.1:{port}/json")), "a page");
        await browser.socket.ConnectAsync(new Uri(socket!), TestContext.Current.CancellationToken);
        await browser.Call("Page.navigate", new { url = address });
        return browser;

        static string? FirstPage(string list)
        {
            using var pages = JsonDocument.Parse(list);
            return pages.RootElement.EnumerateArray().Where(page => page.GetProperty("type").GetString() == "page")
                .Select(page => page.GetProperty("webSocketDebuggerUrl").GetString()).FirstOrDefault();
        }
    }

    string PortFile => profile.In("DevToolsActivePort");

    /// <summary>The value of an expression on the page.</summary>
    public async Task<JsonElement> Value(string expression)
    {
        JsonElement answer = await Call("Runtime.evaluate", new { expression, returnByValue = true });
        Assert.False(answer.TryGetProperty("exceptionDetails", out JsonElement thrown), $"{expression}: {thrown}");
        return answer.GetProperty("result").TryGetProperty("value", out JsonElement value) ? value : default;
    }

    /// <summary>Waits until an expression is true. While the page loads it may speak of elements that are not there yet.</summary>
    public Task Is(string expression) => Until(
        async () => (await Value($"(() => {{ try {{ return {expression}; }} catch {{ return false; }} }})()")).ValueKind == JsonValueKind.True ? "" : null, expression);

    /// <summary>Shows the page at a width and in a theme.</summary>
    public async Task Look(int width, string theme)
    {
        await Call("Emulation.setDeviceMetricsOverride", new { width, height = 1200, deviceScaleFactor = 1, mobile = width < 600 });
        await Call("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = theme } } });
    }

    /// <summary>Presses a key.</summary>
    public async Task Press(string key)
    {
        await Call("Input.dispatchKeyEvent", new { type = "keyDown", key, code = key, windowsVirtualKeyCode = key == "Enter" ? 13 : key == "Tab" ? 9 : 39 });
        await Call("Input.dispatchKeyEvent", new { type = "keyUp", key, code = key });
    }

    /// <summary>A picture of the page, as a PNG.</summary>
    public async Task<byte[]> Picture() => (await Call("Page.captureScreenshot", new { format = "png" })).GetProperty("data").GetBytesFromBase64();

    /// <summary>Goes to another page.</summary>
    public Task Go(string address) => Call("Page.navigate", new { url = address });

    public Task Reload() => Call("Page.reload", new { });

    /// <summary>What the page has loaded besides itself.</summary>
    public async Task<string[]> Loaded() =>
        [.. (await Value("performance.getEntriesByType('resource').map(entry => entry.name)")).EnumerateArray().Select(name => name.GetString()!)];

    public async ValueTask DisposeAsync()
    {
        socket.Dispose();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        profile.Dispose();
    }

    async Task<JsonElement> Call(string method, object parameters)
    {
        int id = ++sent;
        byte[] message = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["id"] = id, ["method"] = method, ["params"] = parameters });
        await socket.SendAsync(message, WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        while (true)
        {
            using var answer = JsonDocument.Parse(await Receive());
            if (answer.RootElement.TryGetProperty("id", out JsonElement of) && of.GetInt32() == id)
            {
                Assert.True(answer.RootElement.TryGetProperty("result", out JsonElement result), $"{method}: {answer.RootElement}");
                return result.Clone();
            }
        }
    }

    async Task<string> Receive()
    {
        var text = new StringBuilder();
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
            text.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
            if (part.EndOfMessage)
            {
                return text.ToString();
            }
        }
    }

    async Task<T> Until<T>(Func<Task<T?>> look, string what)
        where T : class
    {
        long began = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(interval);
        while (TimeProvider.System.GetElapsedTime(began) < longest && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            if (await look() is { } seen)
            {
                return seen;
            }
        }

        throw new InvalidOperationException($"no {what} within {longest.TotalSeconds} s");
    }
}
