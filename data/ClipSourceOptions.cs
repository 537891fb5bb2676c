using System.ComponentModel.DataAnnotations;
using Actors.Data.Clips;
using Actors.Data.Frames;

namespace Actors.Data;

/// <summary>How clips are taken from a source.</summary>
public sealed record ClipSourceOptions
{
    /// <summary>Size of the clips.</summary>
    /// <value>Default 16 x 128 x 128, tubelets 2 x 8 x 8.</value>
    public ClipGeometry Geometry { get; init; } = new();

    /// <summary>Which part of the source: <c>train</c>, <c>test</c>, <c>all</c>, or another that its lists name.</summary>
    /// <value>Default null: the training part where there are parts, else everything.</value>
    public string? Split { get; init; }

    /// <summary>Frames of a video from one frame of a clip to the next. Without effect on generated clips.</summary>
    /// <value>Default 4. At least 1.</value>
    [Range(1, int.MaxValue)]
    public int Stride { get; init; } = 4;

    /// <summary>Whether clips are the middle of a video, in time and space, at every seed. Without effect on generated clips.</summary>
    /// <value>Default false: frames and crops are drawn.</value>
    public bool Evaluation { get; init; }

    /// <summary>Where decoded frames of videos are kept. Without effect on generated clips.</summary>
    /// <value>Default null: nowhere, each clip is decoded anew. Changes no bit of a clip.</value>
    public FrameCache? Cache { get; init; }

    /// <summary>Clips in a split of the <c>motion</c> set. Without effect on other sources.</summary>
    /// <value>Default 1200, 100 a class. At least 1.</value>
    [Range(1, int.MaxValue)]
    public int GeneratedClips { get; init; } = 1200;

    /// <summary>Seed of the <c>motion</c> set, apart from the run's. Without effect on other sources.</summary>
    /// <value>Default 0. Any value.</value>
    public long GeneratedSeed { get; init; }
}
