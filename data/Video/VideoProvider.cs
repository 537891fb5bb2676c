namespace Actors.Data.Video;

/// <summary>One place that a decoder may come from; it is tried once.</summary>
internal sealed class VideoProvider
{
    readonly Lazy<(IVideoDecoder? Decoder, string Refusal)> outcome;

    /// <summary>Names the place; nothing is loaded yet.</summary>
    public VideoProvider(string name, Func<IVideoDecoder> load)
    {
        Name = name;
        outcome = new(() => Try(load));
    }

    /// <summary>The name under which users choose it.</summary>
    public string Name { get; }

    /// <summary>The decoder, proved; none when it was refused.</summary>
    public IVideoDecoder? Decoder => outcome.Value.Decoder;

    /// <summary>Why there is none; empty when there is one.</summary>
    public string Refusal => outcome.Value.Refusal;

    // Whatever goes wrong in loading foreign libraries is a reason to try the next ones, never to stop.
#pragma warning disable CA1031
    static (IVideoDecoder? Decoder, string Refusal) Try(Func<IVideoDecoder> load)
    {
        try
        {
            IVideoDecoder decoder = load();
            string? failure = DecoderProof.Failure(decoder);
            return failure is null ? (decoder, "") : (null, $"{failure} ({decoder.Description})");
        }
        catch (Exception e)
        {
            return (null, e.Message.ReplaceLineEndings(" "));
        }
    }
#pragma warning restore CA1031
}
