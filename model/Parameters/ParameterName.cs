namespace Actors.Model.Parameters;

/// <summary>Where a parameter belongs.</summary>
/// <param name="Local">Its name in its block, layers counted from the block's first.</param>
/// <param name="Global">Its name in the model, the same for any partition; initial values are drawn from it.</param>
internal readonly record struct ParameterName(string Local, string Global)
{
    /// <summary>A part of this, such as <c>attn</c>.</summary>
    public static ParameterName operator /(ParameterName name, string part) => name.Append(part);

    /// <summary>A part of this, such as <c>attn</c>; the top has no name.</summary>
    public ParameterName Append(string part) =>
        new(Local.Length == 0 ? part : $"{Local}.{part}", Global.Length == 0 ? part : $"{Global}.{part}");
}
