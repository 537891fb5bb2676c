using System.Net;
using System.Net.Sockets;

namespace Actors.Tests.Links;

/// <summary>A network that resets a connection after so many bytes, at whatever place in a frame that is.</summary>
/// <remarks>Each connection has a number of bytes, both directions together; those beyond the given numbers last.</remarks>
internal sealed class CuttingProxy : IAsyncDisposable
{
    readonly IPEndPoint to;
    readonly Queue<long> lifetimes;
    readonly Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
    readonly CancellationTokenSource stopping = new();
    readonly Task accepting;
    int cuts;

    public CuttingProxy(IPEndPoint to, IEnumerable<long> lifetimes)
    {
        this.to = to;
        this.lifetimes = new Queue<long>(lifetimes);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        accepting = AcceptAsync();
    }

    public IPEndPoint Endpoint => new(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndPoint!).Port);

    public int Cuts => Volatile.Read(ref cuts);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        stopping.Dispose();
    }

    async Task AcceptAsync()
    {
        List<Task> carried = [];
        try
        {
            while (true)
            {
                Socket near = await listener.AcceptAsync(stopping.Token);
                carried.Add(CarryAsync(near, lifetimes.TryDequeue(out long bytes) ? bytes : long.MaxValue));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException)
        {
            await Task.WhenAll(carried);
        }
    }

    async Task CarryAsync(Socket near, long bytes)
    {
        using Socket one = near;
        using var two = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        long left = bytes;
        try
        {
            await two.ConnectAsync(to, ended.Token);
            await await Task.WhenAny(PumpAsync(one, two), PumpAsync(two, one));
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either end may leave at any time.
        }

        if (Volatile.Read(ref left) <= 0)
        {
            Interlocked.Increment(ref cuts);
        }

        // A reset, not an orderly end.
        one.LingerState = new LingerOption(true, 0);
        two.LingerState = new LingerOption(true, 0);
        await ended.CancelAsync();

        async Task PumpAsync(Socket from, Socket onto)
        {
            byte[] buffer = new byte[16 * 1024];
            while (Volatile.Read(ref left) > 0)
            {
                int got = await from.ReceiveAsync(buffer, ended.Token);
                int pass = (int)Math.Min(got, Math.Max(0, Volatile.Read(ref left)));
                await onto.SendAsync(buffer.AsMemory(0, pass), ended.Token);
                Interlocked.Add(ref left, -got);
                if (got == 0)
                {
                    return;
                }
            }
        }
    }
}
