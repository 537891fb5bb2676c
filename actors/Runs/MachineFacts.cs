using System.Runtime.InteropServices;

namespace Actors.Runs;

/// <summary>The machine of a run.</summary>
/// <param name="Host">Its name.</param>
/// <param name="System">Operating system and architecture.</param>
/// <param name="Processor">The processor's name, where the system tells it.</param>
/// <param name="Cores">Logical cores this process may use.</param>
/// <param name="MemoryBytes">Memory this process may use.</param>
public sealed record MachineFacts(string Host, string System, string Processor, int Cores, long MemoryBytes)
{
    /// <summary>This machine.</summary>
    public static MachineFacts Here() => new(
        Environment.MachineName,
        $"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}",
        ProcessorName(),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    static string ProcessorName()
    {
        const string file = "/proc/cpuinfo";
        string? line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? "";
    }
}
