using System.Globalization;

namespace Actors.Benchmarks;

/// <summary>A benchmark as text: medians over rounds, with the least and the most in brackets.</summary>
internal static class BenchmarkTable
{
    /// <summary>Writes it.</summary>
    public static void Write(BenchmarkReport report, TextWriter output)
    {
        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture).TrimEnd());
        WorkReport work = report.Work;
        Line($"{work.Model}, partition {string.Join(',', work.Partition)}, batch {work.Batch}, {work.VisibleTokens} visible and {work.DecodedTokens} decoded tokens, {work.Threads} thread(s) a block, {work.Device}");
        Line($"{report.Hardware.Processor}, {report.Hardware.Cores} cores; libtorch {report.Libraries["libtorch"]}; medians of {report.Repeats} rounds [least, most]");
        Machine(report.Machine, Line);
        Chains(report, Line);
        Memory(report, Line);
        Regimes(report, Line);
        Data(report.Data, Line);
        Savings(report.Savings, Line);
        Peers(report.Peers, Line);
        Growth(report.Growth, Line);
        Balance(report.Balance, Line);
    }

    static void Machine(MachineReport? machine, Action<FormattableString> line)
    {
        if (machine is null)
        {
            return;
        }

        line($"");
        line($"{"machine",-24} {"one core",-28} all cores");
        line($"{"float32 GFLOP/s",-24} {Show(machine.Float32Core, 1e-9),-28} {Show(machine.Float32Cores, 1e-9)}");
        line($"{"bfloat16 GFLOP/s",-24} {Show(machine.Bfloat16Core, 1e-9),-28} {Show(machine.Bfloat16Cores, 1e-9)}");
        line($"{"copy GB/s",-24} {Show(machine.CopyCore, 1e-9),-28} {Show(machine.CopyCores, 1e-9)}");
    }

    static void Chains(BenchmarkReport report, Action<FormattableString> line)
    {
        foreach (ChainReport chain in report.Chains)
        {
            line($"");
            line($"{chain.Chain + " step, ms",-13} {"layers",6} {"forward",9} {"decoder",9} {"backward",9} {"update",8} {"step",9} {"all cores",10}");
            foreach (BlockStepReport block in chain.Blocks)
            {
                line($"block {block.Block,-7} {block.Layers,6} {1e3 * block.Forward.Median,9:f2} {1e3 * block.Decoder.Median,9:f2} {1e3 * block.Backward.Median,9:f2} {1e3 * block.Optimizer.Median,8:f2} {1e3 * block.Step.Median,9:f2} {1e3 * block.OnAllCores.Median,10:f2}");
            }

            line($"one core {Show(chain.ClipsPerSecond)} clips/s, {chain.GflopPerClip:f2} GFLOP a clip, {1e-9 / chain.Seconds.Median * chain.GflopPerClip * report.Work.Batch * 1e9:f1} GFLOP/s{(chain.Mfu.Values.Count > 0 ? FormattableString.Invariant($", MFU {Show(chain.Mfu)}") : "")}");
        }
    }

    static void Memory(BenchmarkReport report, Action<FormattableString> line)
    {
        if (report.Memory.Count == 0)
        {
            return;
        }

        line($"");
        MemoryReport whole = report.Memory.First(memory => memory.Chain == MemoryMeasurement.EndToEnd);
        line($"{"activations, MB",-16} {"recompute",-10} {"held",-24} {"over e2e's",-22} {"resident peak",-24} all blocks at once");
        foreach (MemoryReport memory in report.Memory)
        {
            line($"{memory.Chain,-16} {memory.Recompute,-10} {Show(memory.HeldBytes, 1e-6),-24} {Show(Sample.Ratio(memory.HeldBytes, whole.HeldBytes)),-22} {Show(memory.PeakBytes, 1e-6),-24} {Show(memory.AllBlocksBytes, 1e-6)}");
        }
    }

    static void Regimes(BenchmarkReport report, Action<FormattableString> line)
    {
        if (report.Regimes.Count == 0)
        {
            return;
        }

        line($"");
        line($"{"regime",-13} {"clips/s",-24} {"of bound",-22} {"MFU",-20} {"peak memory",12} {"added",9}");
        foreach (RegimeReport regime in report.Regimes)
        {
            line($"{regime.Regime,-13} {Show(regime.ClipsPerSecond),-24} {Show(regime.OfBound),-22} {Show(regime.Mfu),-20} {1e-6 * regime.PeakBytes.Median,9:f0} MB {1e-6 * regime.AddedBytes.Median,6:f0} MB");
        }
    }

    static void Data(DataReport? data, Action<FormattableString> line)
    {
        if (data is null)
        {
            return;
        }

        line($"");
        line($"{data.Clips} clips of {data.Source}, {data.Workers} thread(s) decode, {data.Prefetch} batches ahead, regime {data.Regime}");
        line($"{"data",-13} {"reads per CPU second",-25} {"clips/s",-24} {"of kept",-22} {"wait, %",-22} all cores' time, %");
        foreach (DataRow row in data.Rows)
        {
            line($"{row.Name,-13} {Show(row.ReadsPerCpuSecond),-25} {Show(row.ClipsPerSecond),-24} {Show(row.OfKept),-22} {Show(row.WaitShare, 100),-22} {Show(row.CoreShare, 100)}");
        }
    }

    static void Savings(SavingsReport? savings, Action<FormattableString> line)
    {
        if (savings is null)
        {
            return;
        }

        line($"");
        line($"{"savings, " + savings.Regime,-24} {"precision",-10} {"clips/s",-24} {"over full float32",-22} over float32");
        foreach (SavingsRow row in savings.Rows)
        {
            line($"{$"{row.DecoderAttention}, {row.DecodeFraction} decoded",-24} {row.Precision,-10} {Show(row.ClipsPerSecond),-24} {Show(row.OverFull),-22} {Show(row.OverFloat32)}");
        }
    }

    static void Peers(PeersReport? peers, Action<FormattableString> line)
    {
        if (peers is null)
        {
            return;
        }

        line($"");
        line($"{"peers",-30} {"mode",-13} {"threads",7}  {"clips/s",-24} clips per CPU second");
        foreach (PeerRow row in peers.Rows)
        {
            line($"{row.Name,-30} {row.Mode,-13} {row.Threads,7}  {Show(row.ClipsPerSecond),-24} {Show(row.ClipsPerCpuSecond)}");
        }

        foreach (PeerRatio ratio in peers.Ratios)
        {
            line($"ours over {ratio.Name}, {ratio.What}: {Show(ratio.Ratio)}{(ratio.CpuRatio.Values.Count > 0 ? $", by CPU time {Show(ratio.CpuRatio)}" : "")}");
        }

        line($"losses agree within {peers.LossDifference:e1}");
        foreach (string warning in peers.Warnings)
        {
            line($"beware: {warning}");
        }
    }

    static void Growth(GrowthReport? growth, Action<FormattableString> line)
    {
        if (growth is null)
        {
            return;
        }

        line($"");
        line($"{"growth in",-10} {"slope",8} {"by fit",8} {"by operations",14}   {"ratio to fit",12}");
        foreach (GrowthAxis axis in growth.Axes)
        {
            line($"{axis.Name,-10} {axis.Slope,8:f3} {axis.SlopeOfFit,8:f3} {axis.SlopeOfOperations,14:f3}   {axis.Slope / axis.SlopeOfFit,12:f3}   {string.Join(", ", axis.Points.Select(point => FormattableString.Invariant($"{point.Size}: {1e3 * point.Seconds.Median:f1} ms")))}");
        }

        line($"fit: layers {growth.EncoderGflops:f1} GFLOP/s, decoders {growth.DecoderGflops:f1} GFLOP/s, updates {1e3 * growth.SecondsPerMegaparameter:f2} ms for 1e6 numbers; farthest step {100 * growth.WorstDeviation:f1} % off");
    }

    static void Balance(BalanceReport? balance, Action<FormattableString> line)
    {
        if (balance is null)
        {
            return;
        }

        line($"");
        line($"balance: automatic {balance.Automatic}, slowest block {1e3 * balance.AutomaticSeconds:f2} ms; best of {balance.Partitions} partitions {balance.Best}, {1e3 * balance.BestSeconds:f2} ms ({balance.AutomaticSeconds / balance.BestSeconds:f3}); even {1e3 * balance.EvenSeconds:f2} ms");
    }

    static string Show(Sample sample, double factor = 1) => sample.Values.Count == 0
        ? "-"
        : FormattableString.Invariant($"{Number(factor * sample.Median)} [{Number(factor * sample.Low)}, {Number(factor * sample.High)}]");

    static string Number(double value) => value.ToString(Math.Abs(value) switch { < 10 => "f3", < 100 => "f2", _ => "f1" }, CultureInfo.InvariantCulture);
}
