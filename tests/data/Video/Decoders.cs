using Actors.Data.Video;
using Xunit;

namespace Actors.Tests.Data.Video;

/// <summary>Both decoders, for tests that run with each.</summary>
internal static class Decoders
{
    public static TheoryData<string> Names { get; } = new(SystemLibAv.Name, BundledLibAv.Name);

    /// <summary>The decoder of that name. FFmpeg need not be installed, so its absence skips the test; the bundled one must be there.</summary>
    public static IVideoDecoder Named(string name)
    {
        try
        {
            return VideoDecoders.Open(name);
        }
        catch (VideoDecoderException e) when (name == SystemLibAv.Name)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }
}
