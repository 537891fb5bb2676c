namespace Actors.Configuration;

/// <summary>The value a key has in the run, and the layer that decided it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">Its value, of the key's type.</param>
/// <param name="Origin">The layer it came from: <c>--batch</c>, a variable, a file, a preset or <c>reference.conf</c>.</param>
internal sealed record EffectiveSetting(ConfigurationKey Key, object Value, string Origin)
{
    /// <summary>The value as HOCON.</summary>
    public string Hocon => ValueText.ToHocon(Value);

    /// <inheritdoc/>
    public override string ToString() => $"{Key.Name} = {Hocon} ({Origin})";
}
