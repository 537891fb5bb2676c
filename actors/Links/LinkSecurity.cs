using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Actors.Links;

/// <summary>Mutual TLS 1.3 below the frames. Without it the token still proves both ends, but bytes travel in the open.</summary>
/// <param name="Certificate">This node's certificate with its private key.</param>
/// <param name="Validate">Judges the other end's certificate.</param>
/// <param name="HostName">Name that a dialling end expects of the other.</param>
public sealed record LinkSecurity(X509Certificate2 Certificate, RemoteCertificateValidationCallback Validate, string HostName = "actors-node");
