using Actors.Loading;
using Actors.Messages;
using Actors.Tests.Edges;
using CsCheck;
using Xunit;

namespace Actors.Tests.Loading;

public class SharedBatchTests
{
    [Fact]
    public void The_last_share_frees_the_tensors_and_none_before_it()
    {
        SharedBatch batch = New();
        var tokens = batch.Tokens;
        batch.Share().Dispose();
        SharedBatch second = batch.Share();
        batch.Dispose();
        Assert.False(tokens.VisiblePixels.IsInvalid);
        Assert.Same(tokens, second.Tokens);
        second.Dispose();
        Assert.True(tokens.VisiblePixels.IsInvalid);
        Assert.Throws<ObjectDisposedException>(() => batch.Tokens);
    }

    [Fact]
    public void A_share_taken_too_late_is_an_error_that_names_the_batch_and_brings_nothing_back()
    {
        SharedBatch batch = New();
        batch.Dispose();
        Assert.Contains("batch 5 was shared after", Assert.Throws<ObjectDisposedException>(batch.Share).Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => batch.Tokens);
    }

    [Fact]
    public void Shares_given_back_on_any_threads_free_the_tensors_once()
    {
        Gen.Int[1, 16].Sample(
            shares =>
            {
                SharedBatch batch = New();
                var tokens = batch.Tokens;
                SharedBatch[] held = [batch, .. Enumerable.Range(1, shares - 1).Select(_ => batch.Share())];
                Parallel.ForEach(held, share => share.Dispose());
                Assert.True(tokens.VisiblePixels.IsInvalid);
                Assert.Throws<ObjectDisposedException>(() => batch.Tokens);
            },
            iter: 100);
    }

    static SharedBatch New() => ((Activation)Envelopes.Activation(5).Message).Source;
}
