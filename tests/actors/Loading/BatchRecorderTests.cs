using Actors.Configuration;
using Actors.Data.Masks;
using Actors.Model.Checkpoints;
using Actors.Runs;
using Actors.Tests.Runs;
using Xunit;

namespace Actors.Tests.Loading;

public class BatchRecorderTests
{
    [Theory]
    [InlineData(1.0)]
    [InlineData(0.3)]
    public async Task Every_batch_is_kept_with_what_its_steps_need(double fraction)
    {
        using var folder = new TemporaryFolder();
        RunOptions options = TinyRun.Options with { RecordBatches = true };
        options = options with { Training = options.Training with { DecodeFraction = fraction } };
        RunOutcome outcome = await TinyRun.In(folder, options);
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Message));
        Assert.Equal(8, Directory.GetFiles(folder.In("batches")).Length);
        var geometry = RunPlans.GeometryOf(options.Model);
        int hidden = TubeMask.HiddenCells(geometry, options.Training.MaskRatio);
        Assert.Equal((int)(options.Training.MaskRatio * geometry.Cells), hidden);
        int decoded = Math.Max(1, (int)(fraction * hidden * geometry.Slots));
        for (int batch = 0; batch < 8; batch++)
        {
            var file = SafetensorsFile.Read(folder.In($"batches/{batch}.safetensors"));
            Assert.Equal(["clip", "decoded", "label", "learning_rate", "mask", "sample"], file.Entries.Keys.Order(StringComparer.Ordinal));
            Is(file["clip"], SafetensorsDtype.U8, 2, 3, geometry.Frames, geometry.Size, geometry.Size);
            Is(file["mask"], SafetensorsDtype.BOOL, 2, geometry.Tokens);
            Is(file["decoded"], SafetensorsDtype.I64, 2, decoded);
            Is(file["sample"], SafetensorsDtype.I64, 2);
            Is(file["label"], SafetensorsDtype.I64, 2);
            Is(file["learning_rate"], SafetensorsDtype.F64);
            byte[] mask = file["mask"].ToArray<byte>();
            Assert.All(mask.Chunk(geometry.Cells), slot => Assert.Equal(hidden, slot.Count(cell => cell == 1)));
            Assert.All(mask.Chunk(geometry.Tokens), clip => Assert.Single(clip.Chunk(geometry.Cells).Select(Convert.ToHexString).Distinct()));
            long[][] rows = [.. file["decoded"].ToArray<long>().Chunk(decoded)];
            for (int clip = 0; clip < 2; clip++)
            {
                Assert.Equal(rows[clip].Distinct().Order(), rows[clip]);
                Assert.All(rows[clip], token => Assert.Equal(1, mask[(clip * geometry.Tokens) + token]));
            }

            Assert.All(file["sample"].ToArray<long>(), sample => Assert.InRange(sample, 0, 11));
            double expected = RunPlans.Make(
                options, new Actors.Data.Motion.MotionClips(geometry, 12, 7), RunDirectory.Open(folder.Path), new RecordingObserver(), () => { }).Regime.LearningRate(batch);
            Assert.Equal(expected, file["learning_rate"].ToArray<double>()[0]);
        }
    }

    static void Is(SafetensorsEntry entry, SafetensorsDtype dtype, params long[] shape)
    {
        Assert.Equal(dtype, entry.Dtype);
        Assert.Equal(shape, entry.Shape);
    }
}
