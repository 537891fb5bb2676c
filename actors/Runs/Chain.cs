using Actors.Blocks;
using Actors.Edges;
using Actors.Loading;

namespace Actors.Runs;

/// <summary>The loader, the blocks and the edges between them, of one incarnation.</summary>
/// <param name="Incarnation">Number of the attempt, from 1.</param>
/// <param name="Loader">The loader's setup.</param>
/// <param name="Blocks">Each block's setup, in order.</param>
/// <param name="Edges">Each edge, loader first: edge k feeds block k.</param>
/// <param name="From">Folder of the snapshot it begins at; null for initial weights.</param>
public sealed record Chain(int Incarnation, LoaderSetup Loader, IReadOnlyList<BlockSetup> Blocks, IReadOnlyList<Edge> Edges, string? From);
