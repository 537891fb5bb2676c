using System.Globalization;

namespace Actors.Steering;

/// <summary>One thing that is asked of a run while it goes on. None of them changes a bit of an exact run's weights.</summary>
/// <param name="Kind">What.</param>
/// <param name="Block">The block that is slowed down; null for the other kinds.</param>
/// <param name="Factor">The factor on its steps' own time; null for the other kinds.</param>
public sealed record SteeringCommand(SteeringKind Kind, int? Block = null, double? Factor = null)
{
    /// <summary>The largest slowdown, as of <c>delays.slowdown</c>.</summary>
    public const double SlowestFactor = 1000;

    /// <summary>What the commands are called, as they are typed.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetNames<SteeringKind>().Select(name => name.ToLowerInvariant())];

    /// <summary>Reads what was typed, such as <c>slowdown 2 5</c>.</summary>
    /// <exception cref="FormatException">It is no command; the text says why, in one line.</exception>
    public static SteeringCommand Parse(string name, IReadOnlyList<string> values)
    {
        if (!Names.Contains(name))
        {
            throw new FormatException($"{name} is no command: choose from {string.Join(", ", Names)}");
        }

        SteeringKind kind = Enum.Parse<SteeringKind>(name, ignoreCase: true);
        if (kind != SteeringKind.Slowdown)
        {
            return values.Count == 0 ? new SteeringCommand(kind) : throw new FormatException($"{name} takes nothing, not {string.Join(' ', values)}");
        }

        return values.Count == 2 && int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out int block)
            && double.TryParse(values[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double factor)
            ? new SteeringCommand(kind, block, factor)
            : throw new FormatException("slowdown takes a block and a factor, such as slowdown 2 5");
    }

    /// <summary>Why a run of so many blocks cannot do it, in one line; null when it can.</summary>
    public string? Problem(int blocks) => this switch
    {
        { Kind: not SteeringKind.Slowdown, Block: null, Factor: null } when Enum.IsDefined(Kind) => null,
        { Kind: not SteeringKind.Slowdown } => $"{Name} takes neither block nor factor",
        { Block: null } or { Factor: null } => "slowdown takes a block and a factor",
        _ when Block < 0 || Block >= blocks => $"there is no block {Block}: they are 0 to {blocks - 1}",
        _ when !(Factor >= 1 && Factor <= SlowestFactor) =>
            string.Create(CultureInfo.InvariantCulture, $"a slowdown of {Factor} cannot be had: 1 (none) to {SlowestFactor}"),
        _ => null,
    };

    string Name => Kind.ToString().ToLowerInvariant();
}
