using System.Security.Cryptography;

namespace Actors.Data.Video;

/// <summary>Decodes a clip that lies in the assembly and compares every pixel: what libraries of another layout would fail.</summary>
internal static class DecoderProof
{
    /// <summary>SHA-256 over the RGB bytes of all frames of <see cref="ProofClip"/>.</summary>
    public const string Expected = "2357e6f382d640bb0f851af30714603bc2738e1bdf388694c9e4d5b368c85dd2";

    /// <summary>What is wrong with the decoder; null when nothing is.</summary>
    public static string? Failure(IVideoDecoder decoder)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("actors-video-");
        try
        {
            string path = Path.Combine(folder.FullName, "proof.mp4");
            File.WriteAllBytes(path, ProofClip.Bytes);
            using IVideoReader reader = decoder.Open(path);
            string? failure = Describe(reader);
            return failure is null && Hash(reader) is string hash && hash != Expected ? $"its proof clip decodes to {hash}, not to {Expected}" : failure;
        }
        catch (VideoException e)
        {
            return $"its proof clip does not decode: {e.Detail}";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>SHA-256 over the RGB bytes of the frames from the next one on, as lower-case hexadecimal digits.</summary>
    public static string Hash(IVideoReader reader)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] frame_HWC = new byte[reader.Width * reader.Height * 3];
        while (reader.Next())
        {
            reader.CopyRgb(frame_HWC);
            hash.AppendData(frame_HWC);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    static string? Describe(IVideoReader reader)
    {
        // The stated size is read at its own offset, which writing needs and decoding does not.
        var expected = (ProofClip.Codec, ProofClip.Width, ProofClip.Height, ProofClip.FramesPerSecond, (ProofClip.Width, ProofClip.Height));
        var found = (reader.Codec, reader.Width, reader.Height, reader.FramesPerSecond,
            reader is LibAvReader libav ? libav.StatedSize : (reader.Width, reader.Height));
        return found == expected ? null : $"its proof clip is taken for {found}, it is {expected}";
    }
}
