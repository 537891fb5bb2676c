using Actors.Runs;
using Actors.Tests.CommandLine;
using Xunit;

namespace Actors.Tests.Evaluation;

/// <summary>A run of a few steps, made by the verb <c>train</c>, with everything a finished run has.</summary>
internal static class SmallRun
{
    static readonly string[] Model =
    [
        "model.width=24", "model.depth=4", "model.heads=3", "model.frames=4", "model.frame-size=32",
        "model.decoder-width=12", "model.decoder-depth=1", "model.decoder-heads=3", "training.warmup-steps=1",
    ];

    /// <summary>Trains into a folder; later options win over those of the small run.</summary>
    public static async Task Train(string run, params string[] options)
    {
        string[] all =
        [
            "train", "--run", run, "--metrics-port", "0", "--batch", "2",
            .. Given("--data") ? [] : (string[])["--data", "motion"], .. Given("--steps") ? [] : (string[])["--steps", "4"],
            .. Model.Where(key => !options.Any(option => option.StartsWith(key.Split('=')[0] + "=", StringComparison.Ordinal))).SelectMany(key => (string[])["--set", key]),
            .. options,
        ];
        ProgramRun end = await ProgramRun.Of(all, Training.RunAsync);
        Assert.True(end.Code == 0, $"actors {string.Join(' ', all)}\n{end.Out}{end.Error}");

        bool Given(string option) => options.Contains(option);
    }
}
