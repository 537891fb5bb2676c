namespace Actors.Model.Evaluation;

/// <summary>NumPy's legacy generator, so that folds are those that scikit-learn draws.</summary>
/// <remarks>MT19937 (Matsumoto and Nishimura 1998) seeded by Knuth's recurrence, as <c>numpy.random.RandomState(seed)</c> is.</remarks>
internal sealed class MersenneTwister
{
    const int Size = 624;
    const int Shift = 397;

    readonly uint[] state = new uint[Size];
    int next = Size;

    public MersenneTwister(uint seed)
    {
        state[0] = seed;
        for (uint i = 1; i < Size; i++)
        {
            state[i] = unchecked((1812433253u * (state[i - 1] ^ (state[i - 1] >> 30))) + i);
        }
    }

    /// <summary>32 uniform bits.</summary>
    public uint NextBits()
    {
        if (next == Size)
        {
            Twist();
        }

        uint y = state[next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    /// <summary>Puts the items in random order, as <c>RandomState.shuffle</c> does.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = (int)NextUpTo((uint)i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    // Draws within the smallest power of two that holds the bound, until one is in range.
    uint NextUpTo(uint most)
    {
        uint mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(most);
        uint value;
        do
        {
            value = NextBits() & mask;
        }
        while (value > most);

        return value;
    }

    void Twist()
    {
        for (int i = 0; i < Size; i++)
        {
            uint y = (state[i] & 0x80000000) | (state[(i + 1) % Size] & 0x7FFFFFFF);
            state[i] = state[(i + Shift) % Size] ^ (y >> 1) ^ ((y & 1) * 0x9908B0DF);
        }

        next = 0;
    }
}
