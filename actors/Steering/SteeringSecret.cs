using System.Security.Cryptography;
using System.Text;
using Actors.Runs;

namespace Actors.Steering;

/// <summary>What a command has to bring along where the page asks for a secret.</summary>
public sealed class SteeringSecret
{
    const int Least = 16;

    // Of the secret, so that a comparison takes the same time for texts of any length.
    readonly byte[] hash;

    SteeringSecret(string text)
    {
        Text = text;
        hash = Hash(text);
    }

    /// <summary>The secret itself, for those who send it.</summary>
    internal string Text { get; }

    /// <summary>Reads it from a file that only its owner may read.</summary>
    /// <param name="file">Its path; empty gives null.</param>
    /// <exception cref="RunException">It cannot be read, may be read by others, or is too short.</exception>
    public static SteeringSecret? FromFile(string file)
    {
        if (file.Length == 0)
        {
            return null;
        }

        try
        {
            const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != 0)
            {
                throw new RunException(ExitCode.Usage, $"the secret in {file} is open to other users: chmod 600 {file}");
            }

            string text = File.ReadAllText(file).TrimEnd('\r', '\n');
            return text.Length >= Least && text.All(c => c is > ' ' and < (char)127)
                ? new SteeringSecret(text)
                : throw new RunException(
                    ExitCode.Usage, $"the secret in {file} must be one line of {Least} or more visible ASCII characters, such as openssl rand -hex 32 gives");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException(ExitCode.Usage, $"the secret cannot be read: {e.Message} (dashboard.secret-file, --secret-file)", e);
        }
    }

    /// <summary>Whether a text is the secret. Takes the same time for every text.</summary>
    public bool Is(string text) => CryptographicOperations.FixedTimeEquals(hash, Hash(text));

    static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
