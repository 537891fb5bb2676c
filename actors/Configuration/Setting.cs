namespace Actors.Configuration;

/// <summary>One key's value in one layer, as it was written there.</summary>
/// <param name="Key">Full name, such as <c>actors.training.batch</c>.</param>
/// <param name="Items">The texts of a list; one text for anything else; none for a key without a value.</param>
/// <param name="Origin">Who said so: <c>--batch</c>, a variable, a file, a preset.</param>
internal sealed record Setting(string Key, IReadOnlyList<string> Items, string Origin)
{
    /// <summary>True for <c>[…]</c>, even with one element.</summary>
    public bool IsList { get; init; }

    /// <summary>True for <c>{}</c>: a section that holds nothing.</summary>
    public bool IsSection { get; init; }

    /// <summary>The value for a message.</summary>
    public string Text => IsList ? $"[{string.Join(", ", Items)}]" : IsSection ? "{}" : Items is [var text] ? (text.Length > 0 ? text : "\"\"") : "nothing";
}
