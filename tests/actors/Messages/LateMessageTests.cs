using System.Diagnostics;
using Actors.Messages;
using Actors.Tests.Links;
using Akka.Actor;
using CsCheck;
using Xunit;

namespace Actors.Tests.Messages;

public class LateMessageTests
{
    [Fact]
    public async Task A_message_comes_once_and_never_early()
    {
        double[] waits = [.. Gen.Double[0, 0.05].Array[50].Single()];
        var told = new ChannelRef();
        long began = Stopwatch.GetTimestamp();
        foreach (double wait in waits)
        {
            LateMessage.Tell(TimeSpan.FromSeconds(wait), new Stamped(told), wait, ActorRefs.Nobody);
        }

        for (int k = 0; k < waits.Length; k++)
        {
            (object message, long at) = await told.Next<(object, long)>();
            Assert.True(Stopwatch.GetElapsedTime(began, at).TotalSeconds >= (double)message, $"{message} s came after {Stopwatch.GetElapsedTime(began, at)}");
        }

        Assert.Equal(0, told.Waiting);
    }

    /// <summary>Passes on what it is told, with the time.</summary>
    sealed class Stamped(IActorRef to) : MinimalActorRef
    {
        public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "test")) / "stamped";

        public override IActorRefProvider Provider => throw new NotSupportedException("no actor system here");

        protected override void TellInternal(object message, IActorRef sender) => to.Tell((message, Stopwatch.GetTimestamp()), sender);
    }
}
