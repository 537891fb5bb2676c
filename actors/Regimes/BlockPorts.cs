using Actors.Messages;

namespace Actors.Regimes;

/// <summary>Where a learning rule's results go.</summary>
/// <param name="PassOn">Takes an output for the next block; null for the last one.</param>
/// <param name="SendBack">Takes a gradient for the previous block; null for the first one.</param>
/// <param name="LossWeight">Factor of a batch's loss: 1, unless a fault is injected.</param>
/// <param name="LossGradient">Gradient of a batch's loss by itself: 1, unless a fault is injected.</param>
/// <param name="Free">Disposes what was read, when the device has read it.</param>
internal sealed record BlockPorts(
    Action<Activation>? PassOn, Action<Gradient>? SendBack, Func<long, double> LossWeight, Func<long, double> LossGradient, Action<IDisposable> Free);
