using System.Globalization;
using Actors.Configuration;
using Actors.Runs;

namespace Actors.Terminal;

/// <summary>Numbers and lines that both views and the result share.</summary>
internal static class Phrases
{
    /// <summary>A loss with four significant digits; a dash before there is one.</summary>
    public static string Loss(double loss)
    {
        double size = Math.Abs(loss);
        return double.IsNaN(loss) ? "-"
            : size is >= 0.001 and < 10_000 ? loss.ToString($"F{3 - (int)Math.Floor(Math.Log10(size))}", CultureInfo.InvariantCulture)
            : loss.ToString("G4", CultureInfo.InvariantCulture);
    }

    /// <summary>Seconds as <c>0:23</c>, <c>12:05</c> or <c>1:02:03</c>; a dash when unknown.</summary>
    public static string Duration(double seconds)
    {
        if (!double.IsFinite(seconds) || seconds < 0 || seconds > TimeSpan.MaxValue.TotalSeconds / 2)
        {
            return "-";
        }

        var time = TimeSpan.FromSeconds(Math.Round(seconds));
        return time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");
    }

    /// <summary>A rate with one decimal, more when it is small; a dash when unknown.</summary>
    public static string Rate(double rate) =>
        !double.IsFinite(rate) ? "-" : rate.ToString(rate is > 0 and < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);

    /// <summary>The line before training.</summary>
    public static string Start(RunOptions options)
    {
        TrainingOptions training = options.Training;
        string partition = training.Partition.Count > 0 ? string.Join('+', training.Partition) : $"{training.Blocks} blocks";
        string regime = KebabCase.Of(training.Regime.ToString());
        return $"train {options.Model.Name}, {regime}, {partition}, {training.Steps} steps of {training.Batch} from {options.Data.Source}";
    }

    /// <summary>The line after it.</summary>
    public static string End(RunOutcome outcome)
    {
        string how = outcome.Code switch
        {
            ExitCode.Done => "done",
            ExitCode.Interrupted => "interrupted",
            ExitCode.Terminated => "terminated",
            _ => "failed",
        };
        string figures = outcome.Summary is { } summary
            ? $" after {summary.Steps} steps in {Duration(summary.Seconds)}, {Rate(summary.ClipsPerSecond)} clips/s" : "";
        string why = outcome.Message.Length > 0 ? ": " + outcome.Message.ReplaceLineEndings(" ") : "";
        return how + figures + why;
    }
}
