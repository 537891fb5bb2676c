using Actors.Messages;
using Actors.Model.Blocks;

namespace Actors.Regimes;

/// <summary>What a block does with an activation or a gradient: the only thing in which regimes differ.</summary>
internal interface ILearningRule
{
    /// <summary>Whether an activation's place is free for the next as soon as it is taken out; else only when its gradient has gone back.</summary>
    bool FreesOnTake { get; }

    /// <summary>Learns from an activation; passes an output on through the <see cref="BlockPorts"/>.</summary>
    /// <returns>The update, when one was made.</returns>
    StepResult? Learn(Activation activation);

    /// <summary>Learns from the gradient of an output passed on before.</summary>
    /// <returns>The update, when one was made.</returns>
    StepResult? Learn(Gradient gradient);
}
