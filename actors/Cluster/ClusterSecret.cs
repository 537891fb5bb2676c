using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Actors.Links;
using Actors.Runs;

namespace Actors.Cluster;

/// <summary>Mutual TLS from a secret that all processes of a cluster share: every one derives the same key from it, and trusts no other.</summary>
/// <remarks>The key is HKDF-SHA256 of the secret (RFC 5869), taken as a private key of NIST P-256; the certificate around it is signed by itself.</remarks>
public static class ClusterSecret
{
    const int Least = 16;
    const string Purpose = "actors cluster key 1";

    /// <summary>What links use.</summary>
    /// <param name="file">Path of the secret; empty gives null: plain TCP.</param>
    /// <exception cref="RunException">It cannot be read or is too short.</exception>
    public static LinkSecurity? FromFile(string file)
    {
        if (file.Length == 0)
        {
            return null;
        }

        byte[] secret;
        try
        {
            secret = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException(ExitCode.Usage, $"the cluster's secret cannot be read: {e.Message} (cluster.secret-file)", e);
        }

        ReadOnlySpan<byte> text = secret.AsSpan().TrimEnd("\r\n"u8);
        return text.Length >= Least
            ? Of(text)
            : throw new RunException(ExitCode.Usage, $"the cluster's secret in {file} has {text.Length} bytes, too few: write {Least} or more, such as openssl rand -hex 32 gives");
    }

    /// <summary>What links use, from the secret itself.</summary>
    public static LinkSecurity Of(ReadOnlySpan<byte> secret)
    {
        using ECDsa key = KeyOf(secret);
        byte[] trusted = key.ExportSubjectPublicKeyInfo();
        var request = new CertificateRequest("CN=actors-node", key, HashAlgorithmName.SHA256);
        using X509Certificate2 own = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));

        // A certificate whose key lives in memory only is refused by some TLS stacks; one from PKCS#12 is not.
        X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
        return new LinkSecurity(certificate, (_, peer, _, _) => peer is not null && IsTrusted(trusted, peer));
    }

    /// <summary>Whether a certificate has the cluster's own key. TLS itself proves that its sender has the private half.</summary>
    public static bool IsTrusted(ReadOnlySpan<byte> trusted, X509Certificate peer)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(peer.GetRawCertData());
        return CryptographicOperations.FixedTimeEquals(trusted, certificate.PublicKey.ExportSubjectPublicKeyInfo());
    }

    static ECDsa KeyOf(ReadOnlySpan<byte> secret)
    {
        // A number of 256 bits is no key of the curve once in four billion times: then the next one is taken.
        for (int attempt = 0; ; attempt++)
        {
            byte[] scalar = new byte[32];
            HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, scalar, [], System.Text.Encoding.ASCII.GetBytes($"{Purpose}.{attempt}"));
            try
            {
                return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
            }
            catch (CryptographicException) when (attempt < 8)
            {
                // The next one.
            }
        }
    }
}
