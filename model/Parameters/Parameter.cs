using TorchSharp;

namespace Actors.Model.Parameters;

/// <summary>One trained tensor of a block, with its gradient and Adam moments: views of the group's flat buffers.</summary>
internal sealed class Parameter
{
    /// <summary>The name in the block's state, such as <c>layers.0.attn.qkv.weight</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name in the whole model, which the initial values are drawn from.</summary>
    public required string Origin { get; init; }

    /// <summary>Its shape.</summary>
    public required long[] Shape { get; init; }

    /// <summary>Whether weight decay applies.</summary>
    public required bool Decays { get; init; }

    /// <summary>What fills it.</summary>
    public required Initialisation Initialisation { get; init; }

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (a, b) => a * b);

    /// <summary>The tensor, a leaf of the graph.</summary>
    public torch.Tensor Value { get; private set; } = null!;

    /// <summary>What backward passes have added up since the last update.</summary>
    public torch.Tensor Gradient { get; private set; } = null!;

    /// <summary>Adam's moving mean of gradients.</summary>
    public torch.Tensor FirstMoment { get; private set; } = null!;

    /// <summary>Adam's moving mean of squared gradients.</summary>
    public torch.Tensor SecondMoment { get; private set; } = null!;

    /// <summary>Takes this parameter's part of the group's buffers.</summary>
    public void Bind(ParameterGroup group, long offset)
    {
        torch.Tensor Part(torch.Tensor flat)
        {
            using torch.Tensor part = flat.narrow(0, offset, Count);
            return part.view(Shape).DetachFromDisposeScope();
        }

        using torch.Tensor value = Part(group.Weights);
        Value = value.detach().requires_grad_().DetachFromDisposeScope();
        Gradient = Part(group.Gradients);
        FirstMoment = Part(group.FirstMoments);
        SecondMoment = Part(group.SecondMoments);

        // Backward passes add into this view, so the whole gradient lies in one buffer for the norm and the optimizer.
        Value.grad = Gradient;
    }

    /// <summary>Drops the views; the buffers are the group's.</summary>
    public void Release()
    {
        Value.Dispose();
        Gradient.Dispose();
        FirstMoment.Dispose();
        SecondMoment.Dispose();
    }
}
