using Actors.Configuration;
using Actors.Data.Video;
using Actors.Runs;

namespace Actors.CommandLine;

/// <summary>Which video decoder is in use, and why not the ones before it.</summary>
/// <param name="Decoder">The one in use.</param>
/// <param name="Refused">Those that were tried before it, with the reason each was refused.</param>
internal sealed record DecoderReport(IVideoDecoder Decoder, IReadOnlyDictionary<string, string> Refused)
{
    static readonly string[] Names = ["system", "bundled"];

    /// <summary>Opens a decoder by choice: <c>auto</c>, <c>system</c> or <c>bundled</c>.</summary>
    /// <exception cref="RunException">There is no such choice.</exception>
    /// <exception cref="VideoDecoderException">None that was chosen works here.</exception>
    public static DecoderReport Open(string choice, string verb)
    {
        if (choice != VideoDecoders.Auto && !Names.Contains(choice))
        {
            throw Usage.Error($"--decoder {choice}; {Nearest.Hint(choice, [VideoDecoders.Auto, .. Names])}", verb);
        }

        IVideoDecoder decoder = VideoDecoders.Open(choice);
        var refused = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in choice == VideoDecoders.Auto ? Names.TakeWhile(name => name != decoder.Name) : [])
        {
            try
            {
                _ = VideoDecoders.Open(name);
            }
            catch (VideoDecoderException e)
            {
                refused.Add(name, e.Message);
            }
        }

        return new DecoderReport(decoder, refused);
    }

    /// <summary>One line for the decoder and one for each that was refused.</summary>
    public IReadOnlyList<string> Lines =>
    [
        $"decoder  {Decoder.Name}: {Decoder.Description}",
        .. Refused.Select(pair => $"         {pair.Key} was refused: {pair.Value}"),
    ];

    /// <summary>The same for JSON.</summary>
    public object Json => new { Name = Decoder.Name, Description = Decoder.Description, Refused };
}
