namespace Actors.Data.Randomness;

/// <summary>What a random draw is for: part of its key, so that no purpose can disturb another's draws.</summary>
/// <remarks>The numbers enter the keys: changing one changes every run's data.</remarks>
public enum RandomPurpose
{
    /// <summary>The order of the samples within an epoch.</summary>
    Order = 1,

    /// <summary>The first frame of a clip within its video.</summary>
    FrameOffset = 2,

    /// <summary>The size and place of a clip's crop.</summary>
    Crop = 3,

    /// <summary>Which cells a tube mask hides.</summary>
    Mask = 4,

    /// <summary>Which masked tokens are decoded.</summary>
    Decode = 5,

    /// <summary>Where the search for a substitute of an unreadable clip starts.</summary>
    Replacement = 6,

    /// <summary>The look of a generated clip of moving objects.</summary>
    Motion = 7,

    /// <summary>The random part of a block's delay.</summary>
    Delay = 9,

    /// <summary>Which clips of a generated set belong to the training split.</summary>
    Split = 8,

    /// <summary>Which squares of an occluded clip can be seen.</summary>
    Occlusion = 10,

    /// <summary>Which clips of a set are evaluated.</summary>
    Evaluation = 11,
}
