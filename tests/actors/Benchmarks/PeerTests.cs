using Actors.Bench.Eager;
using Actors.Benchmarks;
using Actors.Configuration;
using Actors.Model.Devices;
using Actors.Runs;
using Actors.Tests.Runs;
using Xunit;

namespace Actors.Tests.Benchmarks;

/// <summary>Whoever is compared with does the same work: the same losses from our weights, before and behind updates.</summary>
public class PeerTests(ITestOutputHelper output)
{
    const string Python = "/usr/bin/python3";

    static readonly RunOptions Options = TinyRun.Options with
    {
        Model = TinyRun.Options.Model with { DecoderDepth = 2 },
        Training = TinyRun.Options.Training with { Partition = [1, 3], DecodeFraction = 0.5 },
    };

    [Fact]
    public void An_eager_loop_on_the_same_libtorch_computes_our_losses_from_our_weights()
    {
        using var work = new Workload(Options);
        using var folder = new TemporaryFolder();
        PeerJob.Write(folder.Path, work);
        Dictionary<string, double[][]> losses = TorchWork.Alone(1, () =>
        {
            EagerJob job = EagerJob.Read(folder.Path);
            using EagerBatch batch = EagerBatch.Read(folder.Path);
            return EagerTraining.Modes.ToDictionary(mode => mode, mode =>
            {
                var training = new EagerTraining(job, folder.Path, batch, mode);
                return Enumerable.Range(0, job.CheckedSteps).Select(_ => training.Step()).ToArray();
            });
        });
        Assert.Equal((2, 1), (losses["simultaneous"][0].Length, losses["e2e"][0].Length));
        output.WriteLine($"largest difference {PeerMeasurement.Check(new PeerHello("eager", losses), work):e1}");
    }

    [Fact]
    public void PyTorch_computes_our_losses_from_our_weights_and_answers_with_the_time_of_steps()
    {
        Assert.SkipUnless(File.Exists(Python), $"needs {Python} with PyTorch (Debian: python3-torch)");
        using var work = new Workload(Options);
        using var folder = new TemporaryFolder();
        PeerJob.Write(folder.Path, work);
        PeerProcess peer;
        try
        {
            peer = new PeerProcess(new PeerCommand(Python, [Path.Combine(SharedFolder.Checkout, "tests", "Bench", "PyTorch", "peer.py")]), folder.Path);
        }
        catch (RunException e) when (e.Message.Contains("No module named", StringComparison.Ordinal))
        {
            Assert.Skip($"needs {Python} with PyTorch (Debian: python3-torch): {e.Message}");
            throw;
        }

        using (peer)
        {
            output.WriteLine($"{peer.Hello.Name}: largest difference {PeerMeasurement.Check(peer.Hello, work):e1}");
            Assert.True(peer.Steps("simultaneous", 1, 2) is { Seconds: > 0, Cpu: > 0 });
            Assert.True(peer.Steps("e2e", 2, 1) is { Seconds: > 0, Cpu: > 0 });
        }
    }

    [Fact]
    public void A_peer_that_computes_something_else_is_refused_by_what_differs()
    {
        using var work = new Workload(Options);
        double[][] ours = PeerJob.Losses(work, Actors.Regimes.Regime.Simultaneous);
        double[][] e2e = PeerJob.Losses(work, Actors.Regimes.Regime.E2e);
        Assert.Equal(0, PeerMeasurement.Check(new PeerHello("we", new Dictionary<string, double[][]> { ["simultaneous"] = ours, ["e2e"] = e2e }), work));
        double[][] wrong = [[ours[0][0], ours[0][1] * 1.001], .. ours[1..]];
        var other = new PeerHello("other", new Dictionary<string, double[][]> { ["simultaneous"] = wrong, ["e2e"] = e2e });
        Assert.StartsWith("other does other work: simultaneous, step 0, loss 1 is ", Assert.Throws<RunException>(() => PeerMeasurement.Check(other, work)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_peer_that_does_not_start_or_ends_is_named_with_its_last_words()
    {
        using var folder = new TemporaryFolder();
        RunException absent = Assert.Throws<RunException>(() => new PeerProcess(new PeerCommand("no-such-program", []), folder.Path));
        Assert.StartsWith("no-such-program cannot be started: ", absent.Message, StringComparison.Ordinal);
        RunException ended = Assert.Throws<RunException>(() => new PeerProcess(new PeerCommand("sh", ["-c", "echo no torch here >&2; exit 3"]), folder.Path));
        Assert.Equal((ExitCode.Usage, "sh ended with 3: no torch here"), (ended.Code, ended.Message));
        RunException mute = Assert.Throws<RunException>(() => new PeerProcess(new PeerCommand("sh", ["-c", "echo hello"]), folder.Path));
        Assert.Equal("sh answered with no JSON: hello", mute.Message);
    }
}
