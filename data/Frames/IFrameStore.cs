namespace Actors.Data.Frames;

/// <summary>Keeps the frames of videos within a bound and forgets those that were not asked for the longest. For any thread.</summary>
interface IFrameStore
{
    /// <summary>Bytes that it may hold.</summary>
    long Capacity { get; }

    /// <summary>Bytes that it holds.</summary>
    long Bytes { get; }

    /// <summary>Videos that were removed to make room.</summary>
    long Evictions { get; }

    /// <summary>Whether it takes nothing more in; what it has can still be found.</summary>
    bool Closed { get; }

    /// <summary>The frames under a key; null when there are none.</summary>
    /// <exception cref="DamagedFramesException">What is there is not what was put there.</exception>
    IStoredFrames? Find(string key);

    /// <summary>Begins to take a video in.</summary>
    /// <param name="key">The key that it will have.</param>
    /// <param name="width">Width of its frames, in pixels.</param>
    /// <param name="height">Height of its frames, in pixels.</param>
    IFrameRecording Begin(string key, int width, int height);

    /// <summary>Removes what is under a key, if anything.</summary>
    void Discard(string key);
}
