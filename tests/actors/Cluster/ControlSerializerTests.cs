using System.Runtime.Serialization;
using System.Text;
using Actors.Cluster;
using Actors.Edges;
using Actors.Faults;
using Actors.Links;
using Actors.Messages;
using Actors.Model.Blocks;
using Actors.Runs;
using Actors.Snapshots;
using Actors.Steering;
using Akka.Actor;
using Xunit;

namespace Actors.Tests.Cluster;

public class ControlSerializerTests : Akka.TestKit.Xunit.TestKit
{
    readonly ControlSerializer serializer;

    public ControlSerializerTests()
    {
        serializer = new ControlSerializer((ExtendedActorSystem)Sys);
    }

    public static TheoryData<IControlMessage> Messages =>
    [
        new BlockReady(2, 17),
        new BlockStepped(1, 5, 8, 6, 2, new StepResult(1.0 / 3, double.NaN, true, 0.1, 0.2, 0.3, double.PositiveInfinity), 0.25, 1e-17, 3, 199),
        new BlockFinished(0, 20, "abc"),
        new Diverged(3, 7, double.NaN, double.NegativeInfinity),
        new Halted(1, 5, null, new SnapshotPart(1, 5, "block-1.safetensors", "ff", 1L << 40, 0.5)),
        new Halted(1, 5, new Diverged(1, 5, 2, 3), null),
        new NodeHello("worker-a", 2.5, "cpu", "10.0.0.2", 4054, "1.0"),
        new PlaceBlocks(Guid.NewGuid(), 3, [1, 2, 255], "/runs/x", "actors { }", "/runs/x/snapshots/7", [new BlockPlace("a", "h", 1), new BlockPlace("b", "h", 2)]),
        new NodeReport("a", 1, true, [new BlockTimes(0, Actors.Blocks.BlockState.Blocked, [1, 2, 3, 4])], [new InletReport(0, new EdgeCounts(9, 8, 0, 0, 0, 1, 1, 2, 0, 3, 2))],
            [new OutletReport(1, new LinkCounts(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, true))]),
        new RunEnded(),
        new Pause(),
        new GoOn(),
        new SlowDown(2, 1.0 / 3),
        new SlowedDown(2, 5, 1, 17),
        new ReplaySlowdowns(3, [new SlowdownChange(0, 2.5), new SlowdownChange(1L << 40, 1)]),
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_comes_out_as_it_went_in(IControlMessage message)
    {
        object back = serializer.FromBinary(serializer.ToBinary(message), serializer.Manifest(message));
        Assert.Equivalent(message, back, strict: true);
    }

    [Fact]
    public void An_exception_travels_as_what_it_means_and_no_type_of_the_wire_is_made()
    {
        var failed = new ActorFailed("block-1", 4, new InjectedFaultException("injected crash of block 1"));
        var back = (ActorFailed)serializer.FromBinary(serializer.ToBinary(failed), serializer.Manifest(failed));
        var cause = Assert.IsType<RemoteFailureException>(back.Cause);
        Assert.Equal(("InjectedFaultException", ExitCode.Unexpected, "injected crash of block 1"), (cause.Type, cause.Code, cause.Message));
        Assert.Equal(ExitCode.Device, RunFaults.CodeOf(new RemoteFailureException("X", ExitCode.Device, "no GPU", "")));
    }

    [Theory]
    [InlineData("System.IO.FileInfo", "{}")]
    [InlineData("EdgeCounts", "{}")]
    [InlineData("RunEnded", "{\"$type\":\"System.IO.FileInfo\"}")]
    [InlineData("BlockReady", "[1,2]")]
    [InlineData("BlockReady", "{\"Block\":1e99}")]
    [InlineData("PlaceBlocks", "not json")]
    public void What_is_no_control_message_is_refused(string manifest, string content)
    {
        Assert.Throws<SerializationException>(() => serializer.FromBinary(Encoding.UTF8.GetBytes(content), manifest));
    }

    [Fact]
    public void Everything_that_blocks_tell_their_run_is_in_the_list()
    {
        Assert.All(
            new[] { typeof(ActorFailed), typeof(BlockFinished), typeof(BlockReady), typeof(BlockStepped), typeof(Diverged), typeof(Halted), typeof(SnapshotBegun), typeof(SnapshotFailed), typeof(SnapshotPart), typeof(UpdateSkipped) },
            type => Assert.Contains(type.Name, ControlSerializer.Names));
    }
}
