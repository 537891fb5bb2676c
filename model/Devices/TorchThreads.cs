using Actors.Model.Interop;
using TorchSharp;

namespace Actors.Model.Devices;

/// <summary>How many processor threads libtorch uses.</summary>
public static class TorchThreads
{
    static readonly Lock Gate = new();
    static bool interopIsSet;

    /// <summary>
    /// Sets the intra-op threads of the <b>calling</b> thread. A thread that never calls this gets the number that was set last anywhere.
    /// </summary>
    /// <param name="count">Threads, 1 or more. One for each block is best when as many blocks run at once as there are cores.</param>
    /// <remarks>Inter-op threads, which eager execution never uses, are limited to one by the first call.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public static void Use(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Libtorch.Load();
        lock (Gate)
        {
            if (!interopIsSet)
            {
                interopIsSet = true;
                try
                {
                    torch.set_num_interop_threads(1);
                }
                catch (System.Runtime.InteropServices.ExternalException)
                {
                    // libtorch refuses the setting once its pool exists; an idle pool costs no time.
                }
            }
        }

        torch.set_num_threads(count);
    }
}
