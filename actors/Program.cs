using System.Runtime.CompilerServices;
using Actors.CommandLine;
using Actors.Runs;

[assembly: InternalsVisibleTo("Actors.Tests")]

using var signals = StopSignals.Listen();
return await new Application(Shell.OfProcess(), Training.RunAsync).RunAsync(args, signals);
