namespace Actors.Data.Video;

/// <summary>Chooses the libraries that decode video.</summary>
/// <remarks>Each is loaded once a process, when first asked for, and must prove itself before it is used. For any thread.</remarks>
public static class VideoDecoders
{
    /// <summary>The choice of the first that works: <c>system</c>, then <c>bundled</c>.</summary>
    public const string Auto = "auto";

    static readonly VideoProvider[] providers = [new(SystemLibAv.Name, SystemLibAv.Load), new(BundledLibAv.Name, BundledLibAv.Load)];

    /// <summary>Opens a decoder.</summary>
    /// <param name="choice">
    /// <c>system</c>: the FFmpeg 5, 6 or 7 that is installed. <c>bundled</c>: the FFmpeg that comes with the application, on linux-x64;
    /// slower, and without AV1. <c>auto</c>: the first of these that works.
    /// </param>
    /// <exception cref="ArgumentException">There is no such choice.</exception>
    /// <exception cref="VideoDecoderException">What was chosen does not work here; the text says why, and the way out.</exception>
    public static IVideoDecoder Open(string choice = Auto) => Choose(choice, providers);

    internal static IVideoDecoder Choose(string choice, IReadOnlyList<VideoProvider> providers)
    {
        VideoProvider[] chosen = [.. providers.Where(provider => choice == Auto || provider.Name == choice)];
        if (chosen.Length == 0)
        {
            string names = string.Join(" or ", providers.Select(provider => provider.Name));
            throw new ArgumentException($"there is no video decoder named '{choice}'; choose {Auto} or {names}", nameof(choice));
        }

        return chosen.Select(provider => provider.Decoder).FirstOrDefault(decoder => decoder is not null)
            ?? throw new VideoDecoderException(
                $"no video decoder works here ({string.Join("; ", chosen.Select(provider => $"{provider.Name}: {provider.Refusal}"))}). "
                + "Install FFmpeg's libraries, on Debian 12 with: apt-get install libavformat59 libswscale6");
    }
}
