using Actors.Benchmarks;
using Actors.Runs;

namespace Actors.CommandLine;

/// <summary>The programs that <c>bench --against-…</c> compares with; they come with the sources, not with the program.</summary>
internal static class PeerCommands
{
    const string Folder = "tests/Bench";

    /// <summary>PyTorch, by a Python that has it.</summary>
    /// <exception cref="RunException">The program does not lie in a checkout.</exception>
    public static PeerCommand PyTorch(string python) => new(python, [Find("PyTorch/peer.py")]);

    /// <summary>Eager libtorch from C#.</summary>
    /// <exception cref="RunException">The program does not lie in a checkout.</exception>
    public static PeerCommand Eager() => new("dotnet", ["run", "--project", Find("Actors.Bench.csproj"), "-c", "Release", "--"]);

    static string Find(string file)
    {
        foreach (string start in (string[])[Environment.CurrentDirectory, AppContext.BaseDirectory])
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                string path = Path.Combine(folder.FullName, Folder, file);
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }

        throw new RunException(ExitCode.Usage, $"no {Folder}/{file} above {Environment.CurrentDirectory} or {AppContext.BaseDirectory}: run it in a checkout of the sources");
    }
}
