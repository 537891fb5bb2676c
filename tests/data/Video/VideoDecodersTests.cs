using Actors.Data.Video;
using Xunit;

namespace Actors.Tests.Data.Video;

public sealed class VideoDecodersTests
{
    [Theory]
    [MemberData(nameof(Decoders.Names), MemberType = typeof(Decoders))]
    public void A_decoder_is_opened_by_its_name_and_only_once(string name)
    {
        IVideoDecoder decoder = Decoders.Named(name);
        Assert.Equal(name, decoder.Name);
        Assert.Contains("FFmpeg", decoder.Description, StringComparison.Ordinal);
        Assert.Same(decoder, VideoDecoders.Open(name));
    }

    [Fact]
    public void An_unknown_choice_is_an_error_that_lists_the_choices()
    {
        var error = Assert.Throws<ArgumentException>(() => VideoDecoders.Open("gstreamer"));
        Assert.StartsWith("there is no video decoder named 'gstreamer'; choose auto or system or bundled", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Auto_takes_the_first_that_works()
    {
        IVideoDecoder good = Decoders.Named(BundledLibAv.Name);
        VideoProvider[] providers =
        [
            new("first", () => throw new DllNotFoundException("not here")),
            new("second", () => good),
            new("third", () => throw new InvalidOperationException("must not be asked")),
        ];
        Assert.Same(good, VideoDecoders.Choose("auto", providers));
    }

    [Fact]
    public void Libraries_that_decode_wrong_pixels_are_refused_and_the_reason_is_given()
    {
        var wrong = new PixelChangingDecoder(Decoders.Named(BundledLibAv.Name));
        var error = Assert.Throws<VideoDecoderException>(() => VideoDecoders.Choose("wrong", [new VideoProvider("wrong", () => wrong)]));
        Assert.Contains("wrong: its proof clip decodes to ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"not to {DecoderProof.Expected}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_none_works_one_message_names_each_and_its_reason_and_the_way_out()
    {
        VideoProvider[] providers =
        [
            new("system", () => throw new DllNotFoundException("libavformat.so.59 is missing")),
            new("bundled", () => throw new PlatformNotSupportedException("it is for linux-x64")),
        ];
        var error = Assert.Throws<VideoDecoderException>(() => VideoDecoders.Choose("auto", providers));
        Assert.Contains("system: libavformat.so.59 is missing; bundled: it is for linux-x64", error.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install libavformat59 libswscale6", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Many_threads_that_ask_at_once_load_the_libraries_once()
    {
        IVideoDecoder good = Decoders.Named(BundledLibAv.Name);
        int loads = 0;
        var provider = new VideoProvider("counted", () =>
        {
            Interlocked.Increment(ref loads);
            return good;
        });
        Parallel.For(0, 16, _ => Assert.Same(good, VideoDecoders.Choose("counted", [provider])));
        Assert.Equal(1, loads);
    }

    [Fact]
    public void Libraries_of_an_unknown_major_version_are_refused_by_number()
    {
        var error = Assert.Throws<PlatformNotSupportedException>(() => LibAvLayout.Of(99u << 16));
        Assert.Contains("major version 99", error.Message, StringComparison.Ordinal);
    }

    sealed class PixelChangingDecoder(IVideoDecoder inner) : IVideoDecoder
    {
        public string Name => "wrong";

        public string Description => "changes one pixel";

        public IVideoReader Open(string path) => new Reader(inner.Open(path));

        sealed class Reader(IVideoReader inner) : IVideoReader
        {
            public string Codec => inner.Codec;

            public int Width => inner.Width;

            public int Height => inner.Height;

            public double FramesPerSecond => inner.FramesPerSecond;

            public int ReadErrors => inner.ReadErrors;

            public bool Next() => inner.Next();

            public void CopyRgb(Span<byte> frame_HWC)
            {
                inner.CopyRgb(frame_HWC);
                frame_HWC[17] ^= 1;
            }

            public void Dispose() => inner.Dispose();
        }
    }
}
