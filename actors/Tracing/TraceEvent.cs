using System.Runtime.InteropServices;

namespace Actors.Tracing;

/// <summary>One thing that a thread notes. Small, because a run notes some ten of them for every step of every block.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Track">Whose it is: a track of <see cref="Tracks"/>.</param>
/// <param name="Name">Name of a span, of something that happened, or of a frame; a constant, so that noting allocates nothing.</param>
/// <param name="Began">When it began, as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> counts.</param>
/// <param name="Ended">When a span ended.</param>
/// <param name="Batch">The batch; -1 for none.</param>
/// <param name="Edge">Number of the edge of what was put in, taken out, sent or received.</param>
/// <param name="Incarnation">Number of the attempt that the edge belongs to.</param>
/// <param name="Bytes">Length of what was sent or received.</param>
/// <param name="Sequence">Number of the frame that was sent or received, in its direction.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TraceEvent(
    TraceKind Kind, int Track, string Name, long Began, long Ended, long Batch, int Edge, int Incarnation = 0, long Bytes = 0, long Sequence = 0);
