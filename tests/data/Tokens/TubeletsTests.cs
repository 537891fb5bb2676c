using Actors.Data.Clips;
using Actors.Data.Tokens;
using Actors.Model.Checkpoints;
using CsCheck;
using Xunit;

namespace Actors.Tests.Data.Tokens;

public class TubeletsTests
{
    [Fact]
    public void Tokens_are_those_of_the_reference_model()
    {
        SafetensorsFile reference = SafetensorsFile.Read(SharedFolder.Path("reference/videomae_tiny.safetensors"));
        ClipGeometry geometry = new(Size: 32);
        byte[] clips = reference["input.video_u8"].ToArray<byte>();
        float[] raw = reference["target.raw_all"].ToArray<float>();
        byte[] tokens = new byte[geometry.Tokens * geometry.TokenPixels];
        for (int b = 0; b < 2; b++)
        {
            Clip clip = new(geometry, clips[(b * geometry.ClipBytes)..((b + 1) * geometry.ClipBytes)], 0, "reference");
            Tubelets.Cut(clip, tokens);
            Assert.Equal(raw.Skip(b * tokens.Length).Take(tokens.Length).Select(value => (byte)MathF.Round(value * 255)), tokens);
        }
    }

    [Fact]
    public void Every_pixel_of_a_gathered_token_is_where_the_order_says() => Gen.Select(
        Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 20], Gen.Int[0, 9999]).Sample((slots, frames, side, patch, seed) =>
    {
        ClipGeometry geometry = new(slots * frames, side * patch, frames, patch);
        Clip clip = Clip.Black(geometry, 0, "random");
        Random random = new(seed);
        random.NextBytes(clip.Pixels);
        int[] tokens = [.. Enumerable.Range(0, 5).Select(_ => random.Next(geometry.Tokens))];
        byte[] gathered = new byte[tokens.Length * geometry.TokenPixels];
        Tubelets.Gather(clip, tokens, gathered);
        for (int i = 0; i < tokens.Length; i++)
        {
            int t = tokens[i] / geometry.Cells;
            int h = tokens[i] / geometry.CellsPerSide % geometry.CellsPerSide;
            int w = tokens[i] % geometry.CellsPerSide;
            for (int p0 = 0; p0 < frames; p0++)
            {
                for (int p1 = 0; p1 < patch; p1++)
                {
                    for (int p2 = 0; p2 < patch; p2++)
                    {
                        for (int c = 0; c < 3; c++)
                        {
                            Assert.Equal(
                                clip.Plane(c, t * frames + p0)[(h * patch + p1) * geometry.Size + w * patch + p2],
                                gathered[i * geometry.TokenPixels + ((p0 * patch + p1) * patch + p2) * 3 + c]);
                        }
                    }
                }
            }
        }
    }, iter: 60);

    [Fact]
    public void A_token_that_does_not_exist_is_refused()
    {
        ClipGeometry geometry = new(Size: 32);
        Clip clip = Clip.Black(geometry, 0, "black");
        Assert.Throws<ArgumentOutOfRangeException>(() => Tubelets.Gather(clip, [geometry.Tokens], new byte[geometry.TokenPixels]));
        Assert.Throws<ArgumentException>(() => Tubelets.Gather(clip, [0], new byte[geometry.TokenPixels - 1]));
    }
}
