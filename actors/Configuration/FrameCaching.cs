namespace Actors.Configuration;

/// <summary>Where decoded frames of videos are kept, so that later epochs need not decode them again.</summary>
public enum FrameCaching
{
    /// <summary>Nowhere: each clip is decoded anew.</summary>
    None,

    /// <summary>In the memory of the process that decodes.</summary>
    Memory,

    /// <summary>In files of a folder, which other processes and later runs use as well.</summary>
    Disk,
}
