using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Actors.Dashboard;
using Actors.Runs;
using Actors.Steering;

namespace Actors.Web;

/// <summary>Talks to a run that goes on in another process, by its page's port or that of its metrics.</summary>
internal sealed class RunContact : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly HttpClient http;
    readonly RunListening? listening;

    RunContact(string address, RunListening? listening)
    {
        // The run listens on every address there is; this one is sure to lead there.
        Address = address.Replace("//*:", "//127.0.0.1:", StringComparison.Ordinal).Replace("//+:", "//127.0.0.1:", StringComparison.Ordinal)
            .Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal);
        this.listening = listening;

        // Runs are on this machine or near it: a proxy of the environment would not find them.
        http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(Address), Timeout = Patience };
    }

    /// <summary>Where it is.</summary>
    public string Address { get; }

    /// <summary>File with the secret that the run's own directory names; null when it names none.</summary>
    public string? SecretFile => listening?.SecretFile;

    /// <summary>Finds a run.</summary>
    /// <param name="where">A run directory, or <c>HOST:PORT</c>.</param>
    /// <param name="page">Whether its page is needed, which alone lets the run be steered.</param>
    /// <exception cref="RunException">It is neither, or the run does not listen.</exception>
    public static RunContact To(string where, bool page)
    {
        if (!Directory.Exists(where) && IsHostAndPort(where))
        {
            return new RunContact($"http://{where}", null);
        }

        RunListening listening = RunListening.Of(where);
        string? address = page ? listening.Page : listening.Page ?? listening.Metrics;
        return address is null
            ? throw new RunException(ExitCode.Usage, page
                ? $"the run in {where} has no page to be steered by: start it with --dashboard PORT --control"
                : $"the run in {where} listens on no port: start it with --dashboard PORT or --metrics-port PORT")
            : new RunContact(address, listening);
    }

    /// <summary>The run at this moment; null when nobody answers there.</summary>
    /// <exception cref="RunException">Somebody else answers.</exception>
    public async Task<RunMoment?> Moment(CancellationToken stop)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(ProgressEndpoint.Path, stop);
            return answer.IsSuccessStatusCode
                ? await answer.Content.ReadFromJsonAsync<RunMoment>(DashboardFeed.Json, stop)
                : throw Stranger($"it answers {(int)answer.StatusCode}");
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (Exception e) when (e is JsonException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            throw Stranger(e is JsonException ? "what it says is no progress of a run" : $"it has not answered for {Patience.TotalSeconds:g} s");
        }
    }

    /// <summary>Asks the run to do something.</summary>
    /// <param name="command">What.</param>
    /// <param name="secret">What it wants to know first; null for nothing.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="RunException">Nobody answers, or somebody else does.</exception>
    public async Task<SteeringAnswer> Steer(SteeringCommand command, SteeringSecret? secret, CancellationToken stop)
    {
        // With its length, which the run wants to know before it reads.
        using var request = new HttpRequestMessage(HttpMethod.Post, SteeringEndpoint.Path)
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(command, SteeringEndpoint.Json)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Authorization = secret is null ? null : new AuthenticationHeaderValue("Bearer", secret.Text);
        try
        {
            using HttpResponseMessage answer = await http.SendAsync(request, stop);
            return await answer.Content.ReadFromJsonAsync<SteeringAnswer>(SteeringEndpoint.Json, stop) ?? throw new JsonException("nothing");
        }
        catch (HttpRequestException e)
        {
            throw Silent(e.Message);
        }
        catch (Exception e) when (e is JsonException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            throw Stranger("it takes no commands; is it the port of the metrics, not that of the page?");
        }
    }

    /// <summary>What to say when nobody answers.</summary>
    public RunException Silent(string why) => new(
        ExitCode.Usage, $"nobody answers at {Address} ({why.TrimEnd('.')}): the run has ended{(listening is { } run ? $", or its process {run.Process} on {run.Machine} was killed" : "")}");

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    RunException Stranger(string why) => new(ExitCode.Usage, $"{Address} is no run's page: {why}");

    static bool IsHostAndPort(string where)
    {
        int colon = where.LastIndexOf(':');
        return colon > 0 && int.TryParse(where.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535
            && Uri.TryCreate($"http://{where}", UriKind.Absolute, out _);
    }
}
