namespace Actors.Tests.Data.Datasets;

/// <summary>A folder that is gone when the test is.</summary>
sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("actors-dataset-").FullName;

    /// <summary>Writes empty files, with the folders they lie in.</summary>
    public TemporaryFolder With(params string[] files)
    {
        foreach (string file in files)
        {
            Write(file, "");
        }

        return this;
    }

    public TemporaryFolder Write(string file, string text)
    {
        string path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
