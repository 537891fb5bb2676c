using Xunit;

namespace Actors.Tests;

/// <summary>Finds the reference fixtures and real video that lie beside the checkout, in <c>../shared</c>.</summary>
/// <remarks>A test that needs them is skipped, by name, where the folder is absent.</remarks>
internal static class SharedFolder
{
    /// <summary>The full path of a file or folder under <c>../shared</c>; skips the calling test when it is not there.</summary>
    public static string Path(string relative)
    {
        string path = System.IO.Path.Combine(Checkout, "..", "shared", relative);
        Assert.SkipUnless(File.Exists(path) || Directory.Exists(path), $"needs ../shared/{relative} beside the checkout, which is absent");
        return System.IO.Path.GetFullPath(path);
    }

    /// <summary>The root of the checkout: the folder that holds <c>Actors.sln</c>.</summary>
    public static string Checkout { get; } = FindCheckout();

    static string FindCheckout()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Actors.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Actors.sln above {AppContext.BaseDirectory}: tests run from inside a checkout.");
    }
}
