using System.Text.Json;
using Actors.Model.Interop;
using Actors.Tests.Processes;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Benchmarks;

/// <summary>
/// The memory that <c>bench</c> counts is that of the whole process, so it gets one of its own: where other tests have run before, memory
/// that is used again does not show as more.
/// </summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class MemoryBenchTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("self")]
    [InlineData("cross")]
    public async Task Activations_are_counted_end_to_end_and_by_block_and_recomputation_leaves_a_fraction_of_them(string attention)
    {
        using var folder = new TemporaryFolder();
        Finished run = await Run(
            folder,
            [
                "bench", "--what", "memory", "--blocks", "8", "--batch", "8", "--repeats", "1", "--decode-fraction", "0.1", "--decoder-attention", attention,
                "--json", "memory.json",
            ]);
        output.WriteLine(run.With(0).Out);
        JsonElement[] rows = [.. JsonDocument.Parse(await File.ReadAllTextAsync(folder.In("memory.json"))).RootElement.GetProperty("memory").EnumerateArray()];
        Assert.Equal(["e2e none", "e2e layers", "local none", "local layers"], rows.Select(row => $"{row.GetProperty("chain")} {row.GetProperty("recompute")}"));
        Assert.SkipUnless(AllocatedMemory.IsCounted, "needs glibc's count of bytes in use");
        double[] held = [.. rows.Select(row => row.GetProperty("held_bytes").GetProperty("median").GetDouble())];
        double[] peak = [.. rows.Select(row => row.GetProperty("peak_bytes").GetProperty("median").GetDouble())];
        Assert.InRange(held[1] / held[0], 0.01, 0.35);
        Assert.InRange(held[2] / held[0], 0.01, 0.5);
        Assert.True(held[3] < held[2]);

        // What the graphs hold when the backward pass begins is nearly all there ever is: it lets go of a layer before the next one's gradients.
        Assert.InRange(peak[0] / held[0], 0.9, 1.2);
        double allBlocks = rows[2].GetProperty("all_blocks_bytes").GetProperty("median").GetDouble();
        Assert.InRange(allBlocks / held[2], 4, 8);
    }
}
