using Actors.CommandLine;
using Actors.Runs;

namespace Actors.Tests.CommandLine;

/// <summary>The program run inside the test, with what it wrote.</summary>
internal sealed record ProgramRun(int Code, string Out, string Error, TrainingRequest? Request)
{
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs a command line; training does nothing but keep its request.</summary>
    public static Task<ProgramRun> Of(params string[] args) => Of(args, (_, _, _) => Task.FromResult(Done));

    public static async Task<ProgramRun> Of(
        string[] args, TrainingEntry train, StopSignals? signals = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var unused = new StopSignals(_ => { });
        TrainingRequest? kept = null;
        var application = new Application(
            new Shell { Out = output, Error = error, Environment = environment ?? new Dictionary<string, string>() },
            (request, observer, stop) =>
            {
                kept = request;
                return train(request, observer, stop);
            });
        int code = await application.RunAsync(args, signals ?? unused);
        return new ProgramRun(code, output.ToString(), error.ToString(), kept);
    }

    public static RunOutcome Done { get; } = new(ExitCode.Done, "", "runs/x", null);
}
