using System.ComponentModel.DataAnnotations;

namespace Actors.Data.Batches;

/// <summary>What a stream of batches holds and how far it works ahead.</summary>
public sealed record BatchOptions
{
    /// <summary>Clips of a batch.</summary>
    /// <value>Default 8. Range 1 to 4096.</value>
    [Range(1, 4096)]
    public int BatchSize { get; init; } = 8;

    /// <summary>Seed of order, frames, crops and masks.</summary>
    /// <value>Default 0. Any value.</value>
    public long Seed { get; init; }

    /// <summary>Share of the cells that a tube mask hides: <c>int(ratio * cells)</c> of them.</summary>
    /// <value>Default 0.9. From 0, nothing hidden, to below 1; at least one cell must stay visible.</value>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double MaskRatio { get; init; } = 0.9;

    /// <summary>Share of the masked tokens that are decoded: <c>max(1, int(fraction * masked))</c> of them.</summary>
    /// <value>Default 1, all. Above 0, at most 1. Without effect where nothing is masked.</value>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double DecodeFraction { get; init; } = 1;

    /// <summary>Threads that read clips. They change neither the order nor the content of the batches.</summary>
    /// <value>Default 1. Range 1 to 64.</value>
    [Range(1, 64)]
    public int Workers { get; init; } = 1;

    /// <summary>Batches ready or in the making beyond the one that is being read.</summary>
    /// <value>Default 2. Range 1 to 64, in batches.</value>
    [Range(1, 64)]
    public int Prefetch { get; init; } = 2;

    /// <summary>Whether the samples of an epoch come in random order; if not, in their own.</summary>
    /// <value>Default true.</value>
    public bool Shuffle { get; init; } = true;

    /// <summary>Whether a batch carries its whole clips as well, for evaluation and recording.</summary>
    /// <value>Default false.</value>
    public bool KeepClips { get; init; }

    /// <summary>Checks every option.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the text names it.</exception>
    public BatchOptions Validated()
    {
        List<ValidationResult> faults = [];
        if (!Validator.TryValidateObject(this, new ValidationContext(this), faults, validateAllProperties: true))
        {
            throw new ArgumentException("batch options: " + string.Join(" ", faults.Select(fault => fault.ErrorMessage)));
        }

        return this;
    }
}
