using System.Globalization;

namespace Actors.Data.Video;

/// <summary>Decodes a clip that lies in the assembly and compares every pixel: what libraries of another layout would fail.</summary>
internal static class DecoderProof
{
    /// <summary><see cref="Hash"/> of all frames of <see cref="ProofClip"/>.</summary>
    public const string Expected = "c5373211051770bf";

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
            if (failure is null && Hash(reader) is string hash && hash != Expected)
            {
                failure = $"its proof clip decodes to {hash}, not to {Expected}";
            }

            return failure;
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

    /// <summary>64-bit FNV-1a over the RGB bytes of the frames from the next one on, in hexadecimal digits.</summary>
    /// <remarks>Not SHA-256: .NET's needs OpenSSL and aborts the process where that is not installed.</remarks>
    public static string Hash(IVideoReader reader)
    {
        ulong hash = 0xcbf29ce484222325;
        byte[] frame_HWC = new byte[reader.Width * reader.Height * 3];
        while (reader.Next())
        {
            reader.CopyRgb(frame_HWC);
            foreach (byte value in frame_HWC)
            {
                hash = (hash ^ value) * 0x100000001b3;
            }
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
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
