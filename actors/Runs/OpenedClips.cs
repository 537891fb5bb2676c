using Actors.Data.Clips;

namespace Actors.Runs;

/// <summary>The clips of a run.</summary>
/// <param name="Source">The clips.</param>
/// <param name="Decoder">Which video decoder reads them; empty for clips generated in memory.</param>
public sealed record OpenedClips(IClipSource Source, string Decoder);
