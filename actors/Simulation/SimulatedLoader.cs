namespace Actors.Simulation;

/// <summary>The loader's schedule: decodes ahead, and emits when there is credit.</summary>
internal sealed class SimulatedLoader(ChainModel model)
{
    int decoded;
    bool decodes;

    /// <summary>Batches it has emitted.</summary>
    public int Emitted { get; private set; }

    /// <summary>Activations it may send.</summary>
    public int Credits { get; set; } = model.Capacity;

    /// <summary>Whether it decodes.</summary>
    public bool Computes => decodes;

    /// <summary>Core-seconds left of the batch that is being decoded.</summary>
    public double Left { get; private set; }

    /// <summary>Begins to decode a batch if there is room for it.</summary>
    public bool Begin(int batches)
    {
        if (decodes || decoded == batches || decoded - Emitted >= model.Prefetch + 1)
        {
            return false;
        }

        if (model.Decode <= 0)
        {
            decoded++;
            return true;
        }

        decodes = true;
        Left = model.Decode;
        return true;
    }

    /// <summary>Does some of its work.</summary>
    public void Work(double seconds)
    {
        Left -= seconds;
        if (Left <= SimulatedBlock.Done)
        {
            decodes = false;
            decoded++;
        }
    }

    /// <summary>Whether a batch can leave.</summary>
    public bool MayEmit(int batches, bool inStep) => Emitted < batches && decoded > Emitted && Credits > 0 && inStep;

    /// <summary>A batch leaves.</summary>
    public void Emit()
    {
        Emitted++;
        Credits--;
    }
}
