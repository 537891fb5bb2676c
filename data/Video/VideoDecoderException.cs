namespace Actors.Data.Video;

/// <summary>No video decoder can be used on this machine, or not the one that was asked for.</summary>
public sealed class VideoDecoderException(string message) : Exception(message);
