using Actors.Edges;
using Actors.Messages;
using Actors.Model.Devices;

namespace Actors.Blocks;

/// <summary>The last activation a block learned from, kept under overflow <c>replay</c> for when it starves.</summary>
internal sealed class ReusableActivation(EdgePlan edge, DeviceStream stream) : IDisposable
{
    Activation? kept;
    int reuses;

    /// <summary>The activation, when it may be learned from once more; else null.</summary>
    public Activation? Available => reuses < edge.Replays ? kept : null;

    /// <summary>Takes an activation over from the block: keeps it where the policy says so, else frees it.</summary>
    public void Keep(Activation activation)
    {
        if (kept is not null)
        {
            stream.Free(kept);
        }

        kept = edge.Overflow == OverflowPolicy.Replay ? activation : null;
        reuses = 0;
        if (kept is null)
        {
            stream.Free(activation);
        }
    }

    /// <summary>Whether an activation is kept here, and freed here.</summary>
    public bool Holds(Activation activation) => ReferenceEquals(activation, kept);

    /// <summary>Notes that it is learned from once more.</summary>
    public void Reuse() => reuses++;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (kept is not null)
        {
            stream.Free(kept);
        }
    }
}
