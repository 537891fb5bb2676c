using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Actors.Bench.Eager;
using Actors.Model.Devices;
using TorchSharp;

// Answers as PyTorch/peer.py does; the protocol is in README.md.
if (args is not [string folder] || !Directory.Exists(folder))
{
    await Console.Error.WriteLineAsync("usage: actors-eager JOB, a folder that `actors bench --against-eager` writes");
    return 2;
}

TorchThreads.Use(1);
EagerJob job = EagerJob.Read(folder);
using EagerBatch batch = EagerBatch.Read(folder);
Dictionary<string, EagerTraining> modes = EagerTraining.Modes.ToDictionary(mode => mode, mode => new EagerTraining(job, folder, batch, mode));
var losses = modes.ToDictionary(mode => mode.Key, mode => Enumerable.Range(0, job.CheckedSteps).Select(_ => mode.Value.Step()).ToArray());
Say(new { Name = $"eager libtorch {torch.__version__}", Losses = losses });
while (await Console.In.ReadLineAsync() is { } line)
{
    string[] words = line.Split(' ');
    TorchThreads.Use(int.Parse(words[1], CultureInfo.InvariantCulture));
    int steps = int.Parse(words[2], CultureInfo.InvariantCulture);
    double cpu = Cpu();
    long began = Stopwatch.GetTimestamp();
    for (int step = 0; step < steps; step++)
    {
        modes[words[0]].Step();
    }

    Say(new { Seconds = Stopwatch.GetElapsedTime(began).TotalSeconds, Cpu = Cpu() - cpu });
}

return 0;

static double Cpu() => Environment.CpuUsage.TotalTime.TotalSeconds;

static void Say<T>(T answer)
{
    Console.Out.WriteLine(JsonSerializer.Serialize(answer, EagerJob.Format));
    Console.Out.Flush();
}
