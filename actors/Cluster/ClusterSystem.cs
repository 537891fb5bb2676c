using System.Globalization;
using System.Net.Sockets;
using Actors.Links;
using Actors.Logging;
using Actors.Runs;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote.Transport.DotNetty;

namespace Actors.Cluster;

/// <summary>Makes the actor systems that form a cluster.</summary>
public static class ClusterSystem
{
    /// <summary>Name of every system: Akka's processes only talk to those of the same name.</summary>
    public const string Name = "actors";

    /// <summary>Role of the process that coordinates the run: the oldest member.</summary>
    public const string Coordinator = "coordinator";

    /// <summary>Role of the processes that blocks are placed on.</summary>
    public const string Worker = "worker";

    /// <summary>Starts a system.</summary>
    /// <param name="options">Address and timings.</param>
    /// <param name="roles">What the process is.</param>
    /// <param name="security">TLS; null for plain TCP.</param>
    /// <param name="observer">Is told what Akka logs.</param>
    /// <exception cref="RunException">The port cannot be had, or the address is beyond loopback without a secret.</exception>
    public static ActorSystem Create(ClusterOptions options, IReadOnlyList<string> roles, LinkSecurity? security, IRunObserver observer)
    {
        if (security is null && !Loopback.Has(options.Host))
        {
            throw new RunException(
                ExitCode.Usage, $"cluster.host {options.Host} is beyond loopback and needs a secret: give the same --secret-file to all processes");
        }

        if (options.Port > 0)
        {
            TryToBind(options);
        }

        Config config = ConfigurationFactory.ParseString(Own(options, roles, security is not null))
            .WithFallback(File("cluster.conf"))
            .WithFallback(File("akka.conf"));
        ActorSystemSetup setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), new ActorLogSetup(observer));
        if (security is not null)
        {
            setup = setup.And(new DotNettySslSetup(
                security.Certificate, suppressValidation: false, requireMutualAuthentication: true,
                customValidator: (certificate, chain, _, errors, _) => certificate is not null && security.Validate(security, certificate, chain, errors)));
        }

        try
        {
            return ActorSystem.Create(Name, setup);
        }
        catch (Exception e) when (Innermost(e) is SocketException socket)
        {
            throw CannotBind(options, socket);
        }
    }

    // Akka would say it in three lines, of which two are its own.
    static void TryToBind(ClusterOptions options)
    {
        try
        {
            using var listener = new TcpListener(Loopback.AddressOf(options.Host), options.Port);
            listener.Start();
        }
        catch (SocketException e)
        {
            throw CannotBind(options, e);
        }
    }

    static RunException CannotBind(ClusterOptions options, SocketException why) =>
        new(ExitCode.Usage, $"{options.Host}:{options.Port} cannot be bound ({why.Message}): choose another --host or --port", why);

    /// <summary>The address of a process of the cluster.</summary>
    /// <param name="hostAndPort">Such as <c>10.0.0.1:4053</c>.</param>
    /// <param name="security">Whether it speaks TLS.</param>
    /// <exception cref="RunException">It is not of that form.</exception>
    public static Address AddressOf(string hostAndPort, bool security)
    {
        int colon = hostAndPort.LastIndexOf(':');
        return colon > 0 && int.TryParse(hostAndPort.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535
            ? new Address(security ? "akka.ssl.tcp" : "akka.tcp", Name, hostAndPort[..colon], port)
            : throw new RunException(ExitCode.Usage, $"--join {hostAndPort}: write HOST:PORT, such as 127.0.0.1:4053");
    }

    static string Own(ClusterOptions options, IReadOnlyList<string> roles, bool secure) => string.Create(CultureInfo.InvariantCulture, $$"""
        akka.remote.dot-netty.tcp {
          hostname = "{{options.Host}}"
          port = {{options.Port}}
          enable-ssl = {{(secure ? "true" : "false")}}
        }
        akka.cluster {
          roles = [{{string.Join(", ", roles)}}]
          gossip-interval = {{options.GossipInterval}}s
          leader-actions-interval = {{options.GossipInterval}}s
          unreachable-nodes-reaper-interval = {{options.GossipInterval}}s
          failure-detector {
            heartbeat-interval = {{options.HeartbeatInterval}}s
            acceptable-heartbeat-pause = {{options.AcceptablePause}}s
            expected-response-after = {{2 * options.HeartbeatInterval}}s
          }
          split-brain-resolver.stable-after = {{options.StableAfter}}s
        }
        """);

    static Config File(string name) =>
        ConfigurationFactory.ParseString(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", name)));

    static Exception Innermost(Exception e) => e switch
    {
        AggregateException { InnerExceptions.Count: > 0 } many => Innermost(many.InnerExceptions[0]),
        { InnerException: { } inner } => Innermost(inner),
        _ => e,
    };
}
