using Actors.Model.Blocks;
using Actors.Model.Devices;

namespace Actors.Loading;

/// <summary>A batch on the device, shared by the blocks of one process and freed by the last of them.</summary>
/// <remarks>Every holder owns one share; <see cref="Share"/> makes another, <see cref="Dispose"/> gives one back.</remarks>
public sealed class SharedBatch : IDisposable
{
    readonly MaskedTokens tokens;
    int shares = 1;

    /// <summary>A batch with one share.</summary>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="clips">Clips in it.</param>
    /// <param name="learningRate">Learning rate of every block's update on it.</param>
    /// <param name="tokens">Its tokens; owned from now on.</param>
    public SharedBatch(long number, int clips, double learningRate, MaskedTokens tokens)
    {
        Number = number;
        Clips = clips;
        LearningRate = learningRate;
        this.tokens = tokens;
    }

    /// <summary>Its number, from 0.</summary>
    public long Number { get; }

    /// <summary>Clips in it.</summary>
    public int Clips { get; }

    /// <summary>Learning rate of every block's update on it: a function of its number, so that no block's pace changes it.</summary>
    public double LearningRate { get; }

    /// <summary>The moment at which the tokens are on the device; null when they are there. Owned with them.</summary>
    public DeviceEvent? Ready { get; init; }

    /// <summary>Visible tokens and targets.</summary>
    /// <exception cref="ObjectDisposedException">All shares were given back.</exception>
    public MaskedTokens Tokens
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref shares) <= 0, this);
            return tokens;
        }
    }

    /// <summary>Makes one more share, for a holder that will dispose it.</summary>
    public SharedBatch Share()
    {
        if (Interlocked.Increment(ref shares) <= 1)
        {
            Interlocked.Decrement(ref shares);
            throw new ObjectDisposedException(nameof(SharedBatch), $"batch {Number} was shared after its last share was given back");
        }

        return this;
    }

    /// <summary>Gives one share back; the last frees the tensors.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref shares) == 0)
        {
            tokens.Dispose();
            Ready?.Dispose();
        }
    }
}
