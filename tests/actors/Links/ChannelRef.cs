using System.Threading.Channels;
using Akka.Actor;
using Xunit;

namespace Actors.Tests.Links;

/// <summary>Whoever is told something, without an actor: the test takes it out when it wants it.</summary>
/// <param name="first">Sees each message on the teller's thread.</param>
internal sealed class ChannelRef(Action<object>? first = null) : MinimalActorRef
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly Channel<object> messages = Channel.CreateUnbounded<object>();

    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "test")) / "channel";

    public override IActorRefProvider Provider => throw new NotSupportedException("no actor system here");

    public int Waiting => messages.Reader.Count;

    /// <summary>The next message that is a <typeparamref name="T"/>; others are passed over.</summary>
    public async Task<T> Next<T>(Func<T, bool>? which = null, string what = "")
    {
        List<object> seen = [];
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(Patience);
        try
        {
            while (true)
            {
                object message = await messages.Reader.ReadAsync(late.Token);
                if (message is T wanted && (which is null || which(wanted)))
                {
                    return wanted;
                }

                seen.Add(message);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"expected a {typeof(T).Name} {what}, saw {seen.Count}: {string.Join("; ", seen.TakeLast(5))}");
        }
    }

    public bool TryNext(out object? message) => messages.Reader.TryRead(out message);

    protected override void TellInternal(object message, IActorRef sender)
    {
        first?.Invoke(message);
        messages.Writer.TryWrite(message);
    }
}
