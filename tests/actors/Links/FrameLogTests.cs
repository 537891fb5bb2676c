using Actors.Links;
using CsCheck;
using Xunit;

namespace Actors.Tests.Links;

public class FrameLogTests
{
    enum Deed
    {
        Post,
        Write,
        Arrive,
        Acknowledge,
        Break,
    }

    [Fact]
    public void For_any_breaks_and_any_late_acknowledgements_every_frame_is_freed_once_and_only_after_it_arrived() =>
        Gen.Frequency(
            (4, Gen.Const(Deed.Post)), (4, Gen.Const(Deed.Write)), (4, Gen.Const(Deed.Arrive)), (2, Gen.Const(Deed.Acknowledge)), (1, Gen.Const(Deed.Break)))
            .Array[0, 150].Sample(deeds =>
            {
                var log = new FrameLog(new LinkMeter("a->b"));
                var freed = new List<long>();
                var wire = new Queue<long>();
                long posted = 0;
                long received = 0;
                foreach (Deed deed in deeds)
                {
                    Do(deed);
                }

                while (freed.Count < posted)
                {
                    Do(Deed.Write);
                    Do(Deed.Arrive);
                    Do(Deed.Acknowledge);
                }

                Assert.Equal(Enumerable.Range(1, (int)posted).Select(n => (long)n), freed);
                Assert.Null(log.Next());

                void Do(Deed deed)
                {
                    switch (deed)
                    {
                        case Deed.Post:
                            long number = ++posted;
                            log.Post(new OutgoingFrame(FrameKind.Barrier, [], owner: new Note(() => freed.Add(number))));
                            break;
                        case Deed.Write when log.Next() is { } next:
                            wire.Enqueue(next.Sequence);
                            if (log.Written(next))
                            {
                                next.Dispose();
                            }

                            break;
                        case Deed.Arrive when wire.TryDequeue(out long arrived):
                            Assert.True(arrived <= received + 1, $"frame {arrived} came after {received}");
                            received = Math.Max(received, arrived);
                            break;
                        case Deed.Acknowledge:
                            log.Acknowledge(received).ForEach(free => free.Dispose());
                            Assert.Equal(received, freed.Count);
                            break;
                        case Deed.Break:
                            // The other end tells what it has; then the rest of the old connection arrives there still.
                            long told = received;
                            while (wire.Count > 0)
                            {
                                Do(Deed.Arrive);
                            }

                            log.Rewind(told).ForEach(free => free.Dispose());
                            break;
                        default:
                            break;
                    }
                }
            });

    [Fact]
    public void An_acknowledgement_of_what_was_never_sent_is_refused()
    {
        var log = new FrameLog(new LinkMeter("a->b"));
        log.Post(new OutgoingFrame(FrameKind.Barrier, []));
        Assert.Contains("frame 1 is acknowledged, the last one sent is 0", Assert.Throws<LinkException>(() => log.Acknowledge(1)).Message, StringComparison.Ordinal);
        Assert.Throws<LinkException>(() => log.Rewind(1));
        Assert.Equal(1, log.Next()!.Sequence);
    }

    [Fact]
    public void A_frame_acknowledged_while_it_is_written_is_freed_by_its_writer()
    {
        bool freed = false;
        var log = new FrameLog(new LinkMeter("a->b"));
        log.Post(new OutgoingFrame(FrameKind.Barrier, [], owner: new Note(() => freed = true)));
        OutgoingFrame frame = log.Next()!;
        Assert.Empty(log.Acknowledge(1));
        Assert.False(freed);
        Assert.True(log.Written(frame));
    }

    sealed class Note(Action freed) : IDisposable
    {
        public void Dispose() => freed();
    }
}
