namespace Actors.Model.Layers;

/// <summary>What matrix products are computed in. Weights, gradients, optimizer, norms, softmax and loss are float32 in either.</summary>
public enum Precision
{
    /// <summary>float32.</summary>
    Fp32,

    /// <summary>bfloat16 factors, sums in float32 (mixed precision, Micikevicius et al. 2018, without a loss scale, which bfloat16 needs none of).</summary>
    Bf16,
}
