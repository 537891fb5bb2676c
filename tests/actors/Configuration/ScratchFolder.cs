namespace Actors.Tests.Configuration;

/// <summary>A folder that is gone when the test is.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("actors-face-").FullName;

    public string this[string name] => Path.Combine(Root, name);

    public string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
