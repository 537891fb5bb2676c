using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Actors.Runs;
using Actors.Steering;
using Actors.Tests.Runs;
using Xunit;

namespace Actors.Tests.Steering;

/// <summary>Who may steer a run, and who may not.</summary>
public sealed class SteeringGuardTests
{
    const string Secret = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task A_page_elsewhere_a_foreign_name_and_what_is_no_command_are_refused()
    {
        using var folder = new TemporaryFolder();
        using var run = new SteeredRun(folder, TinyRun.Options.With(steps: 100_000, jitter: [0.02]));
        await run.Until(_ => true);
        Assert.Equal(HttpStatusCode.OK, await Post(run, "{\"kind\":\"snapshot\"}"));
        Assert.Equal(HttpStatusCode.OK, await Post(run, "{\"kind\":\"snapshot\"}", ("Origin", run.Contact.Address)));
        Assert.Equal(HttpStatusCode.Forbidden, await Post(run, "{\"kind\":\"pause\"}", ("Origin", "https://evil.example")));
        Assert.Equal(HttpStatusCode.Forbidden, await Post(run, "{\"kind\":\"pause\"}", ("Origin", "null")));
        Assert.Equal(HttpStatusCode.Forbidden, await Post(run, "{\"kind\":\"pause\"}", ("Origin", "http://127.0.0.1:1")));
        Assert.Equal(HttpStatusCode.Forbidden, await Post(run, "{\"kind\":\"pause\"}", ("Sec-Fetch-Site", "cross-site")));
        Assert.Equal(HttpStatusCode.Forbidden, await Post(run, "{\"kind\":\"pause\"}", ("Sec-Fetch-Site", "same-site")));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await Post(run, "{\"kind\":\"pause\"}", ("Content-Type", "text/plain")));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await Post(run, "{\"kind\":\"pause\"}", ("Host", "evil.example")));
        foreach (string none in new[] { "", "{", "[]", "{\"kind\":0}", "{\"kind\":\"stop\"}", "{\"kind\":\"pause\",\"more\":1}", new string(' ', 2000) + "{\"kind\":\"pause\"}" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, await Post(run, none));
        }

        Assert.Equal(HttpStatusCode.Conflict, await Post(run, "{\"kind\":\"slowdown\",\"block\":9,\"factor\":2}"));
        Assert.Equal(HttpStatusCode.Conflict, await Post(run, "{\"kind\":\"pause\",\"block\":1}"));
        Assert.False((await run.Until(_ => true)).Paused);
    }

    [Fact]
    public async Task With_a_secret_only_who_knows_it_steers()
    {
        using var folder = new TemporaryFolder();
        using var secrets = new TemporaryFolder();
        string file = Kept(secrets, Secret);
        using var run = new SteeredRun(folder, TinyRun.Options.With(steps: 100_000, jitter: [0.02]), secretFile: file);
        await run.Until(_ => true);
        foreach (string wrong in new[] { "", "Bearer", $"Bearer {Secret[1..]}", $"Bearer {Secret}0", $"Basic {Secret}", Secret })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await Post(run, "{\"kind\":\"pause\"}", ("Authorization", wrong)));
        }

        Assert.False((await run.Says("pause")).Done);
        Assert.True((await run.Contact.Steer(new SteeringCommand(SteeringKind.Pause), SteeringSecret.FromFile(file), TestContext.Current.CancellationToken)).Done);
        await run.Until(progress => progress.Paused);
    }

    [Fact]
    public void A_secret_that_others_may_read_or_that_is_short_is_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(SteeringSecret.FromFile(""));
        Assert.Contains("16 or more visible ASCII characters", Assert.Throws<RunException>(() => SteeringSecret.FromFile(Kept(folder, "short"))).Message, StringComparison.Ordinal);
        Assert.Contains("visible ASCII", Assert.Throws<RunException>(() => SteeringSecret.FromFile(Kept(folder, "two words are none here"))).Message, StringComparison.Ordinal);
        Assert.StartsWith("the secret cannot be read: ", Assert.Throws<RunException>(() => SteeringSecret.FromFile(folder.In("none"))).Message, StringComparison.Ordinal);
        string file = Kept(folder, Secret);
        SteeringSecret secret = SteeringSecret.FromFile(file)!;
        Assert.True(secret.Is(Secret));
        Assert.False(secret.Is(Secret + "\n"));
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Equal(
            (ExitCode.Usage, $"the secret in {file} is open to other users: chmod 600 {file}"),
            Assert.Throws<RunException>(() => SteeringSecret.FromFile(file)) is var refused ? (refused.Code, refused.Message) : default);
    }

    static string Kept(TemporaryFolder folder, string secret)
    {
        string file = folder.In("secret");
        File.WriteAllText(file, secret + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return file;
    }

    static async Task<HttpStatusCode> Post(SteeredRun run, string content, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{run.Contact.Address}/control") { Content = new StringContent(content, Encoding.UTF8) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach ((string name, string value) in headers)
        {
            HttpHeaders of = name == "Content-Type" ? request.Content.Headers : request.Headers;
            of.Remove(name);
            of.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
