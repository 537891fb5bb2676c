using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Actors.Links;

/// <summary>Has a socket report data not at each packet but when a good piece of a tensor is there: fewer changes of thread.</summary>
/// <remarks>Linux only (<c>SO_RCVLOWAT</c>, socket(7)); elsewhere, and under TLS, whose records are small, it does nothing.</remarks>
internal sealed class Wakeups(Stream stream)
{
    const int Piece = 256 * 1024;
    const int SolSocket = 1;
    const int SoRcvLowAt = 18;

    readonly Socket? socket = OperatingSystem.IsLinux() ? (stream as NetworkStream)?.Socket : null;
    int current = 1;

    /// <summary>Sets how much has to be there, given how much is still to come in one piece.</summary>
    public void Await(int remaining)
    {
        int wanted = remaining >= Piece ? Piece : 1;
        if (socket is null || wanted == current)
        {
            return;
        }

        current = wanted;
        ReadOnlySpan<int> value = [wanted];
        socket.SetRawSocketOption(SolSocket, SoRcvLowAt, MemoryMarshal.AsBytes(value));
    }
}
