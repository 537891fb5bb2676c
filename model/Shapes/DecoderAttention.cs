namespace Actors.Model.Shapes;

/// <summary>What the tokens of a decoder attend to.</summary>
public enum DecoderAttention
{
    /// <summary>Visible and decoded tokens attend to each other (Tong et al. 2022): the cost grows with the square of their number.</summary>
    Self,

    /// <summary>Decoded tokens attend to visible ones alone (Fu et al. 2024, CrossMAE): the cost grows with decoded times visible tokens.</summary>
    Cross,
}
