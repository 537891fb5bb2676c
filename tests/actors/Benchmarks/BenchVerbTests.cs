using System.Text.Json;
using Actors.Tests.CommandLine;
using Xunit;

namespace Actors.Tests.Benchmarks;

public class BenchVerbTests
{
    static readonly Dictionary<string, string> tiny = new(StringComparer.Ordinal)
    {
        ["ACTORS_MODEL_WIDTH"] = "24",
        ["ACTORS_MODEL_DEPTH"] = "4",
        ["ACTORS_MODEL_FRAMES"] = "4",
        ["ACTORS_MODEL_FRAME_SIZE"] = "32",
        ["ACTORS_MODEL_DECODER_WIDTH"] = "12",
        ["ACTORS_DATA_CLIPS"] = "8",
    };

    [Fact]
    public async Task One_command_measures_machine_steps_regimes_growth_and_balance_and_writes_what_it_found()
    {
        using var folder = new TemporaryFolder();
        ProgramRun run = await Bench("--blocks", "2", "--batch", "2", "--repeats", "2", "--seconds", "1", "--what", "gemm,regimes,growth,balance", "--json", folder.In("a/b.json"));
        Assert.True(run.Code == 0, run.Error);
        JsonElement report = JsonDocument.Parse(File.ReadAllText(folder.In("a/b.json"))).RootElement;
        Assert.Equal("24", report.GetProperty("work").GetProperty("configuration").GetProperty("actors.model.width").GetString());
        Assert.Equal(2, Values(report.GetProperty("machine").GetProperty("float32_core")));
        Assert.Equal(["local", "e2e"], report.GetProperty("chains").EnumerateArray().Select(chain => chain.GetProperty("chain").GetString()));
        foreach (JsonElement chain in report.GetProperty("chains").EnumerateArray())
        {
            JsonElement[] blocks = [.. chain.GetProperty("blocks").EnumerateArray()];
            Assert.Equal(2, blocks.Length);
            double parts = Median(blocks[1], "forward") + Median(blocks[1], "decoder") + Median(blocks[1], "backward") + Median(blocks[1], "optimizer");
            Assert.InRange(parts / Median(blocks[1], "step"), 0.5, 2);
            Assert.Equal(2, Values(chain.GetProperty("mfu")));
        }

        Assert.Equal(["async", "simultaneous", "sequential", "e2e"], report.GetProperty("regimes").EnumerateArray().Select(regime => regime.GetProperty("regime").GetString()));
        Assert.All(report.GetProperty("regimes").EnumerateArray(), regime => Assert.True(Median(regime, "clips_per_second") > 0 && Median(regime, "peak_bytes") > 0));
        Assert.Equal(["batch", "tokens", "depth", "blocks"], report.GetProperty("growth").GetProperty("axes").EnumerateArray().Select(axis => axis.GetProperty("name").GetString()));
        JsonElement balance = report.GetProperty("balance");
        Assert.Equal(3, balance.GetProperty("partitions").GetInt32());
        Assert.True(balance.GetProperty("automatic_seconds").GetDouble() >= balance.GetProperty("best_seconds").GetDouble());
        Assert.Matches("(?m)^async +[0-9]", run.Out);
        Assert.Matches("(?m)^block 1 ", run.Out);
    }

    [Fact]
    public async Task Data_are_decoded_cut_from_kept_frames_and_kept_and_what_blocks_wait_for_them_is_said()
    {
        ProgramRun run = await Bench(
            "--what", "data", "--data", "motion-files", "--workers", "2", "--blocks", "2", "--batch", "2", "--repeats", "2", "--seconds", "0.1", "--json");
        Assert.True(run.Code == 0, run.Error);
        JsonElement data = JsonDocument.Parse(run.Out).RootElement.GetProperty("data");
        Assert.Equal((8, 2, 20), (data.GetProperty("clips").GetInt32(), data.GetProperty("workers").GetInt32(), data.GetProperty("batches").GetInt32()));
        JsonElement[] rows = [.. data.GetProperty("rows").EnumerateArray()];
        Assert.Equal(["decoded", "cached", "kept"], rows.Select(row => row.GetProperty("name").GetString()));
        Assert.All(rows, row =>
        {
            Assert.Equal((2, 2), (Values(row.GetProperty("clips_per_second")), Values(row.GetProperty("wait_share"))));
            Assert.InRange(Median(row, "wait_share"), 0, 1);
        });
        Assert.All(rows[..2], row => Assert.True(Median(row, "core_share") > 0));
        Assert.Equal(0, Values(rows[2].GetProperty("core_share")));
        Assert.Equal(1, Median(rows[2], "of_kept"));
    }

    [Fact]
    public async Task Savings_are_of_each_decoder_and_precision_over_all_tokens_in_float32()
    {
        ProgramRun run = await Bench("--what", "savings", "--blocks", "2", "--batch", "2", "--repeats", "2", "--seconds", "0.1", "--decode-fraction", "0.5", "--json");
        Assert.True(run.Code == 0, run.Error);
        JsonElement[] rows = [.. JsonDocument.Parse(run.Out).RootElement.GetProperty("savings").GetProperty("rows").EnumerateArray()];
        Assert.Equal(
            ["1 self fp32", "1 self bf16", "0.5 self fp32", "0.5 self bf16", "0.5 cross fp32", "0.5 cross bf16"],
            rows.Select(row => $"{row.GetProperty("decode_fraction")} {row.GetProperty("decoder_attention")} {row.GetProperty("precision")}"));
        Assert.All(rows, row => Assert.Equal((2, 20), (Values(row.GetProperty("clips_per_second")), row.GetProperty("batches").GetInt32())));
        double[] speed = [.. rows.Select(row => row.GetProperty("clips_per_second").GetProperty("values")[1].GetDouble())];
        Assert.Equal(speed.Select(value => value / speed[0]), rows.Select(row => row.GetProperty("over_full").GetProperty("values")[1].GetDouble()));
        Assert.Equal(
            Enumerable.Range(0, 6).Select(i => speed[i] / speed[i - (i % 2)]), rows.Select(row => row.GetProperty("over_float32").GetProperty("values")[1].GetDouble()));
    }

    [Fact]
    public async Task Without_a_file_the_document_takes_the_place_of_the_table()
    {
        ProgramRun run = await Bench("--what", "steps", "--blocks", "2", "--batch", "1", "--repeats", "1", "--seconds", "0.1", "--json");
        Assert.True(run.Code == 0, run.Error);
        JsonElement report = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(JsonValueKind.Null, report.GetProperty("machine").ValueKind);
        Assert.Equal(0, report.GetProperty("regimes").GetArrayLength());
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task End_to_end_the_block_that_decodes_is_a_kind_of_its_own_in_the_balance()
    {
        ProgramRun run = await Bench("--what", "balance", "--regime", "e2e", "--blocks", "3", "--batch", "1", "--repeats", "1", "--json");
        Assert.True(run.Code == 0, run.Error);
        Assert.Equal(3, JsonDocument.Parse(run.Out).RootElement.GetProperty("balance").GetProperty("partitions").GetInt32());
    }

    [Theory]
    [InlineData("--what stepps: did you mean steps?", "--what", "stepps")]
    [InlineData("--what peers: say which, with --against-pytorch or --against-eager", "--what", "peers")]
    [InlineData("--decoder-attention cross: peers have VideoMAE's decoder only", "--decoder-attention", "cross", "--against-eager")]
    [InlineData("--device cuda: --what memory counts main memory, so blocks must compute on the cpu", "--what", "memory", "--device", "cuda")]
    [InlineData("--repeats 0: must be a number above 0", "--repeats", "0")]
    [InlineData("--seconds nan: must be a number above 0", "--seconds", "nan")]
    [InlineData("--simulate 4: write nodes=N or nodes=N..M, from 1 to 4096, such as nodes=2..256", "--simulate", "4")]
    [InlineData("--regime e2e is not simulated: async and simultaneous are", "--simulate", "nodes=2", "--regime", "e2e")]
    [InlineData("no-such-python cannot be started", "--what", "steps", "--against-pytorch", "no-such-python")]
    public async Task Wrong_usage_is_one_line(string message, params string[] args)
    {
        ProgramRun run = await Bench(args);
        Assert.Equal((2, 1), (run.Code, run.ErrorLines.Length));
        Assert.StartsWith($"actors: {message}", run.ErrorLines[0], StringComparison.Ordinal);
    }

    static Task<ProgramRun> Bench(params string[] args) =>
        ProgramRun.Of(["bench", .. args], (_, _, _) => Task.FromResult(ProgramRun.Done), environment: tiny);

    static int Values(JsonElement sample) => sample.GetProperty("values").GetArrayLength();

    static double Median(JsonElement of, string name) => of.GetProperty(name).GetProperty("median").GetDouble();
}
