using Microsoft.AspNetCore.Http;

namespace Actors.Steering;

/// <summary>Which requests may steer a run.</summary>
/// <remarks>
/// A page elsewhere can have its reader's browser send requests here. It cannot send JSON without asking first (Fetch, section 3.2), which nobody
/// here answers, and the browser adds where the request comes from (RFC 6454, section 7): both are looked at.
/// </remarks>
internal static class SteeringGuard
{
    /// <summary>Why a request is refused, with the status that says so; null when it is not.</summary>
    /// <param name="request">The request.</param>
    /// <param name="secret">What it must bring along; null for nothing.</param>
    public static (int Status, string Why)? Refusal(HttpRequest request, SteeringSecret? secret)
    {
        string origin = $"{request.Headers.Origin}";
        string site = $"{request.Headers["Sec-Fetch-Site"]}";
        return origin.Length > 0 && origin != $"{request.Scheme}://{request.Host}" ? (StatusCodes.Status403Forbidden, $"a page of {origin} may not steer this run")
            : site is not ("" or "same-origin" or "none") ? (StatusCodes.Status403Forbidden, "a page of another site may not steer this run")
            : !request.HasJsonContentType() ? (StatusCodes.Status415UnsupportedMediaType, "a command is JSON, such as {\"kind\":\"pause\"}")
            : secret is not null && !secret.Is(Brought(request)) ? (StatusCodes.Status401Unauthorized, "the secret is missing or wrong (dashboard.secret-file)")
            : null;
    }

    // RFC 6750, section 2.1.
    static string Brought(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        string header = $"{request.Headers.Authorization}";
        return header.StartsWith(Scheme, StringComparison.Ordinal) ? header[Scheme.Length..] : "";
    }
}
