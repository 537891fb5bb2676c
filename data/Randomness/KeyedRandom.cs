using System.Runtime.CompilerServices;

namespace Actors.Data.Randomness;

/// <summary>A random sequence that is a function of (seed, epoch, sample, purpose) alone.</summary>
/// <remarks>
/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014) used as a counter-based
/// generator. With <c>mix</c> its 64-bit finalizer and <c>γ = 0x9E3779B97F4A7C15</c>:
/// <c>key = mix(mix(mix(mix(seed + γ) ^ epoch + γ) ^ sample + γ) ^ purpose + γ)</c>, each <c>+ γ</c> after its xor, modulo 2^64;
/// draw number i, from 1, is <c>mix(key + i γ)</c>. Nothing else is state, so any node can redo any draw.
/// An object belongs to one thread.
/// </remarks>
public sealed class KeyedRandom
{
    const ulong Gamma = 0x9E3779B97F4A7C15;

    ulong state;

    /// <summary>The sequence of that key, at its first draw.</summary>
    public KeyedRandom(long seed, long epoch, long sample, RandomPurpose purpose)
    {
        unchecked
        {
            ulong key = Mix((ulong)seed + Gamma);
            key = Mix((key ^ (ulong)epoch) + Gamma);
            key = Mix((key ^ (ulong)sample) + Gamma);
            state = Mix((key ^ (ulong)purpose) + Gamma);
        }
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextBits() => Mix(state += Gamma);

    /// <summary>A uniform integer in <c>[0, bound)</c>, without bias.</summary>
    /// <remarks>Lemire, "Fast random integer generation in an interval", ACM TOMACS 2019.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong range = (ulong)bound;
        ulong high = Math.BigMul(NextBits(), range, out ulong low);
        if (low < range)
        {
            for (ulong threshold = unchecked(0 - range) % range; low < threshold;)
            {
                high = Math.BigMul(NextBits(), range, out low);
            }
        }

        return (int)high;
    }

    /// <summary>A uniform number in <c>[0, 1)</c>, a multiple of 2^-53.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A uniform number in <c>[low, high)</c>.</summary>
    public double NextDouble(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>Puts so many uniformly chosen elements, without repetition, at the front of <paramref name="items"/>.</summary>
    /// <remarks>The first steps of a Fisher-Yates shuffle; with <paramref name="count"/> equal to the length, a whole one.</remarks>
    public void Choose<T>(Span<T> items, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, items.Length);
        for (int i = 0; i < count; i++)
        {
            int j = i + NextInt(items.Length - i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
