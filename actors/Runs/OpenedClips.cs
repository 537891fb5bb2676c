using Actors.Data.Clips;
using Actors.Data.Frames;

namespace Actors.Runs;

/// <summary>The clips of a run.</summary>
/// <param name="Source">The clips.</param>
/// <param name="Decoder">Which video decoder reads them; empty for clips generated in memory.</param>
/// <param name="Cache">Where their decoded frames are kept; null for nowhere.</param>
public sealed record OpenedClips(IClipSource Source, string Decoder, FrameCache? Cache = null);
