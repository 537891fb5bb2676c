using System.Runtime.CompilerServices;
using Actors.CommandLine;
using Actors.Runs;

[assembly: InternalsVisibleTo("Actors.Tests")]

using var signals = StopSignals.Listen();
TrainingEntry train = (_, _, _) => throw new RunException(ExitCode.Unexpected, "this build has no training runtime");
return await new Application(Shell.OfProcess(), train).RunAsync(args, signals);
