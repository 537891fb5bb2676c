using Actors.Configuration;

namespace Actors.Runs;

/// <summary>What the command line asks for.</summary>
/// <param name="Options">The validated options.</param>
/// <param name="EffectiveConfiguration">The effective configuration as HOCON, kept as <c>config.conf</c>.</param>
/// <param name="Command">The command as typed, kept in <c>manifest.json</c>.</param>
public sealed record TrainingRequest(RunOptions Options, string EffectiveConfiguration, string Command);
