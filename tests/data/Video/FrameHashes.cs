using System.Security.Cryptography;
using Actors.Data.Video;

namespace Actors.Tests.Data.Video;

/// <summary>What decoding a file gave: all frames counted, the first ones hashed, or the fault.</summary>
internal sealed record FrameHashes(string Codec, int Width, int Height, int Rotation, int Frames, int ReadErrors, string Sha256, VideoFault? Fault)
{
    public static FrameHashes Of(IVideoDecoder decoder, string path, int hashed = int.MaxValue)
    {
        try
        {
            using IVideoReader reader = decoder.Open(path);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] frame_HWC = new byte[reader.Width * reader.Height * 3];
            int frames = 0;
            for (; reader.Next(); frames++)
            {
                if (frames < hashed)
                {
                    reader.CopyRgb(frame_HWC);
                    hash.AppendData(frame_HWC);
                }
            }

            string digest = Convert.ToHexStringLower(hash.GetHashAndReset());
            return new(reader.Codec, reader.Width, reader.Height, reader.Rotation, frames, reader.ReadErrors, digest, null);
        }
        catch (VideoException e)
        {
            return new("-", 0, 0, 0, 0, 0, "", e.Fault);
        }
    }
}
