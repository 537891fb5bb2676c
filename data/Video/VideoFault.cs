namespace Actors.Data.Video;

/// <summary>Why a file is not usable as video; the names are the <c>reason</c> labels of the metrics, in lower case.</summary>
public enum VideoFault
{
    /// <summary>The container could not be opened: absent, empty, truncated or not video.</summary>
    OpenFailed,

    /// <summary>The container opened but its streams could not be described.</summary>
    NoStreamInfo,

    /// <summary>There is no video stream in it.</summary>
    NoVideoStream,

    /// <summary>The video stream needs a decoder that is not there.</summary>
    NoCodec,

    /// <summary>The stream was decoded to its end without one frame.</summary>
    NoFrames,
}
