namespace Actors.Data.Video;

/// <summary>The loaded FFmpeg libraries; all four may be one and the same file.</summary>
/// <param name="Format">Handle of libavformat.</param>
/// <param name="Codec">Handle of libavcodec.</param>
/// <param name="Util">Handle of libavutil.</param>
/// <param name="Scale">Handle of libswscale.</param>
/// <param name="Origin">Which files these are, for people.</param>
internal sealed record LibAvHandles(nint Format, nint Codec, nint Util, nint Scale, string Origin);
