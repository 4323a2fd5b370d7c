using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace Pum.Dumper.Connections;

/// <summary>One of the servers that a connection may lead to.</summary>
/// <param name="Host">Host name or socket folder; empty where only an address was given.</param>
/// <param name="Address">Numeric address (<c>hostaddr</c>), or empty.</param>
/// <param name="Port">Port.</param>
internal sealed record ServerAddress(string Host, string Address, string Port)
{
    /// <summary>Where the connection goes: libpq connects to <c>hostaddr</c> where there is one and uses the name for TLS alone.</summary>
    public string Target => Address.Length > 0 ? Address : Host;

    /// <summary>Name and port as people write them, and the address where that, and not the name, decides.</summary>
    public string Display
    {
        get
        {
            var name = Host.Length > 0 ? Host : Address;
            var place = name.Contains(':', StringComparison.Ordinal) && !IsSocketFolder(name) ? $"[{name}]:{Port}" : $"{name}:{Port}";
            return Host.Length > 0 && Address.Length > 0 && Host != Address ? $"{place} at {Address}" : place;
        }
    }

    /// <summary>Whether libpq takes a host for a folder of sockets (<c>is_unixsock_path</c> in src/include/libpq/pqcomm.h).</summary>
    public static bool IsSocketFolder(string host) =>
        host.Length > 0
            && (host[0] is '/' or '@' || (host.Length > 2 && char.IsAsciiLetter(host[0]) && host[1] == ':' && host[2] is '\\' or '/'));

    /// <summary>The servers in libpq's comma-separated lists, each complete.</summary>
    /// <exception cref="ConnectionFormatException">The lists do not match, or a port is not a number from 1 to 65535.</exception>
    public static ImmutableArray<ServerAddress> List(string? hosts, string? addresses, string? ports, Func<string, string> defaultHost)
    {
        var addressList = Split(addresses);
        var hostList = Split(hosts);
        var count = Math.Max(1, Math.Max(addressList.Length, hostList.Length));
        if (addressList.Length > 0 && hostList.Length > 0 && addressList.Length != hostList.Length)
            throw new ConnectionFormatException($"it lists {hostList.Length} hosts (host) and {addressList.Length} addresses (hostaddr)");
        var portList = Split(ports);
        if (portList.Length > 1 && portList.Length != count)
            throw new ConnectionFormatException($"it lists {count} hosts and {portList.Length} ports");
        return [.. Enumerable.Range(0, count).Select(at =>
        {
            var port = PortNumber(portList.Length == 0 ? "" : portList[portList.Length == 1 ? 0 : at]);
            var address = addressList.ElementAtOrDefault(at) ?? "";
            var host = hostList.ElementAtOrDefault(at) ?? "";
            if (address.Length > 0 && !IsAddress(address))
                throw new ConnectionFormatException("its hostaddr is not a numeric address");
            // Npgsql would take what follows for a port.
            if (host.Contains(':', StringComparison.Ordinal) && !IsSocketFolder(host) && !IsAddress(host))
                throw new ConnectionFormatException("its host name holds a \":\"; a port is written as port");
            return new ServerAddress(host.Length == 0 && address.Length == 0 ? defaultHost(port) : host, address, port);
        })];
    }

    // .NET also takes an address in brackets, with a port even.
    private static bool IsAddress(string text) => !text.Contains('[', StringComparison.Ordinal) && IPAddress.TryParse(text, out _);

    private static string[] Split(string? list) => string.IsNullOrEmpty(list) ? [] : list.Split(',');

    // The message leaves the text out: in a URI whose password lost its escapes, the text here is a part of the password.
    private static string PortNumber(string text) =>
        text.Length == 0 ? "5432"
        : int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and < 65536
            ? port.ToString(CultureInfo.InvariantCulture)
            : throw new ConnectionFormatException("its port is not a number from 1 to 65535");
}
