namespace Actors.Evaluation;

/// <summary>Retrieval by cosine, each clip the query once.</summary>
/// <param name="Top1">Share of queries whose nearest other clip is alike.</param>
/// <param name="Top5">Share with one alike among five.</param>
/// <param name="Top10">Share with one alike among ten.</param>
/// <param name="Map">Mean average precision; <c>"NaN"</c> where no clip has another of its class.</param>
public sealed record RetrievalReport(double Top1, double Top5, double Top10, double Map);
