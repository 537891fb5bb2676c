using Actors.Model.Layers;
using Xunit;
using static TorchSharp.torch;

namespace Actors.Tests.Model;

public class TokenPixelsTest
{
    [Fact]
    public void A_flat_tokens_target_is_zero_at_every_grey_level()
    {
        using var scope = NewDisposeScope();
        int pixels = Fixture.Tiny.TokenPixels;
        Tensor levels = arange(256, ScalarType.Byte).view(1, 256, 1).expand(1, 256, pixels).contiguous();
        Assert.All(Fixture.Values(TokenPixels.Targets(levels, Fixture.Tiny)), value => Assert.Equal(0f, value));
    }
}
