using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Actors.Cluster;
using Actors.Links;
using Actors.Runs;
using Xunit;

namespace Actors.Tests.Cluster;

public class ClusterSecretTests
{
    [Theory]
    [InlineData("a secret of the cluster", "a secret of the cluster", true)]
    [InlineData("a secret of the cluster", "another secret of sorts", false)]
    public async Task Processes_with_the_same_secret_trust_each_other_and_nobody_else(string one, string other, bool trusted)
    {
        LinkSecurity server = ClusterSecret.Of(System.Text.Encoding.UTF8.GetBytes(one));
        LinkSecurity client = ClusterSecret.Of(System.Text.Encoding.UTF8.GetBytes(other));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port, TestContext.Current.CancellationToken);
        using TcpClient accepted = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var there = new SslStream(accepted.GetStream());
        await using var here = new SslStream(socket.GetStream());
        Task serves = there.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = server.Certificate,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = server.Validate,
        }, TestContext.Current.CancellationToken);
        Task dials = here.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = client.HostName,
            ClientCertificates = [client.Certificate],
            RemoteCertificateValidationCallback = client.Validate,
        }, TestContext.Current.CancellationToken);
        if (trusted)
        {
            await Task.WhenAll(serves, dials);
            Assert.True(there.IsMutuallyAuthenticated);
        }
        else
        {
            await Assert.ThrowsAsync<AuthenticationException>(() => dials);
            socket.Close();
            await Assert.ThrowsAnyAsync<Exception>(() => serves);
        }
    }

    [Fact]
    public void A_secret_that_is_short_or_absent_is_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("short"), "too short\n");
        Assert.Contains("has 9 bytes, too few", Assert.Throws<RunException>(() => ClusterSecret.FromFile(folder.In("short"))).Message, StringComparison.Ordinal);
        Assert.Contains("cluster.secret-file", Assert.Throws<RunException>(() => ClusterSecret.FromFile(folder.In("absent"))).Message, StringComparison.Ordinal);
        Assert.Null(ClusterSecret.FromFile(""));
    }
}
