namespace Actors.Dashboard;

/// <summary>A server-sent event.</summary>
/// <param name="Name">Its name: <c>run</c>, <c>progress</c>, <c>event</c> or <c>end</c>.</param>
/// <param name="Content">Its content, a JSON object on one line.</param>
internal sealed record PageMessage(string Name, string Content);
