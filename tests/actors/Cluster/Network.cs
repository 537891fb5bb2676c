using System.Diagnostics;
using Xunit;

namespace Actors.Tests.Cluster;

/// <summary>Hosts on one machine: network namespaces joined by a bridge, each with an address of its own.</summary>
internal sealed class Network : IDisposable
{
    static int made;

    readonly string name = $"act{Environment.ProcessId % 10000}-{Interlocked.Increment(ref made)}";
    readonly string[] hosts;

    /// <summary>Makes the hosts; skips the test, by name, where that is not allowed.</summary>
    public Network(params string[] hosts)
    {
        this.hosts = hosts;
        Assert.SkipUnless(File.Exists("/sbin/ip") || File.Exists("/usr/sbin/ip") || File.Exists("/usr/bin/ip"), "needs network namespaces: there is no ip (iproute2)");
        Assert.SkipUnless(Run("ip", "netns", "add", Space("switch")), "needs network namespaces: this user may not make them");
        try
        {
            Make();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    void Make()
    {
        Must("ip", "-n", Space("switch"), "link", "add", "name", "bridge0", "type", "bridge");
        Must("ip", "-n", Space("switch"), "link", "set", "dev", "bridge0", "up");
        for (int k = 0; k < hosts.Length; k++)
        {
            string host = hosts[k];
            Must("ip", "netns", "add", Space(host));
            Must("ip", "-n", Space(host), "link", "add", "eth0", "type", "veth", "peer", "name", PortOf(host), "netns", Space("switch"));
            Must("ip", "-n", Space(host), "address", "add", $"{AddressOf(host)}/24", "dev", "eth0");
            Must("ip", "-n", Space(host), "link", "set", "eth0", "up");
            Must("ip", "-n", Space(host), "link", "set", "lo", "up");
            Must("ip", "-n", Space("switch"), "link", "set", "dev", PortOf(host), "master", "bridge0", "up");
        }
    }

    public string Space(string host) => $"{name}-{host}";

    public string AddressOf(string host) => $"10.77.3.{Array.IndexOf(hosts, host) + 1}";

    /// <summary>Has a host lose 1 % of what it sends, and the rest come 20 ms later.</summary>
    /// <returns>Whether this kernel can.</returns>
    public bool MakeBad(string host) => Run("tc", "-n", Space(host), "qdisc", "add", "dev", "eth0", "root", "netem", "loss", "1%", "delay", "20ms");

    /// <summary>Cuts a host off, both ways, as a pulled cable at the switch does.</summary>
    public void CutOff(string host) => Must("ip", "-n", Space("switch"), "link", "set", "dev", PortOf(host), "down");

    /// <summary>Joins it again.</summary>
    public void Join(string host) => Must("ip", "-n", Space("switch"), "link", "set", "dev", PortOf(host), "up");

    /// <summary>Loses all that a host sends to another; the way back stays.</summary>
    public void Lose(string from, string to) =>
        Must("ip", "-n", Space(from), "neigh", "replace", AddressOf(to), "lladdr", "02:00:00:00:00:99", "dev", "eth0", "nud", "permanent");

    public void Dispose()
    {
        foreach (string host in hosts.Append("switch"))
        {
            Run("ip", "netns", "del", Space(host));
        }
    }

    static string PortOf(string host) => $"port-{host}";

    static void Must(params string[] words) => Assert.True(Run(words), string.Join(' ', words));

    static bool Run(params string[] words)
    {
        using Process process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
