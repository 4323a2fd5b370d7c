using System.Collections.Immutable;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>
/// A connection service file, read by the rules of <c>parseServiceFile</c> in fe-connect.c: see
/// <see href="https://www.postgresql.org/docs/current/libpq-pgservice.html">The Connection Service File</see>.
/// </summary>
internal sealed class ServiceFile
{
    private readonly ImmutableArray<string> _lines;
    private readonly bool _hasByteOrderMark;

    private ServiceFile(string path, ImmutableArray<string> lines, bool hasByteOrderMark)
    {
        Path = path;
        _lines = lines;
        _hasByteOrderMark = hasByteOrderMark;
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>The services it defines, in its order.</summary>
    public ImmutableArray<string> Services => [.. _lines.Select(Header).OfType<string>().Distinct()];

    /// <summary>Reads a file that exists.</summary>
    /// <exception cref="PumFailureException">PUM3002: it cannot be read.</exception>
    public static ServiceFile Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            // ReadAllText drops the mark, libpq does not.
            using var bytes = File.OpenRead(path);
            var marked = bytes.ReadByte() == 0xEF && bytes.ReadByte() == 0xBB && bytes.ReadByte() == 0xBF;
            return new(path, [.. text.Split('\n').Select(line => line.Trim(' ', '\t', '\r', '\v', '\f'))], marked);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PumFailureException(ConnectionFailures.ServiceFileUnreadable(path, exception.Message), exception);
        }
    }

    /// <summary>The keywords of a service, or <see langword="null"/> where the file does not define it.</summary>
    /// <remarks>
    /// As in libpq only the lines of that service are checked, up to the next section, and the first of two values counts.
    /// </remarks>
    /// <exception cref="PumFailureException">PUM3002: one of its lines is malformed.</exception>
    public ImmutableArray<KeywordValue>? Find(string service)
    {
        var start = _lines.IndexOf($"[{service}]");
        if (start < 0)
            start = _lines.Select(Header).ToList().IndexOf(service);
        if (start < 0)
            return null;
        // libpq takes the mark for part of the first line, which is then no section.
        if (_hasByteOrderMark && start == 0)
            throw new PumFailureException(ConnectionFailures.ServiceFileByteOrderMark(service, new(Path, 1)));
        var values = new Dictionary<string, KeywordValue>();
        for (var at = start + 1; at < _lines.Length && !_lines[at].StartsWith('['); at++)
        {
            if (_lines[at].Length > 0 && _lines[at][0] != '#')
            {
                var pair = ReadLine(_lines[at], new(Path, at + 1));
                values.TryAdd(pair.Keyword, pair with { Position = at + 1 });
            }
        }
        return [.. values.Values];
    }

    private static string? Header(string line) =>
        line.StartsWith('[') && line.IndexOf(']', StringComparison.Ordinal) is > 0 and var end ? line[1..end] : null;

    private static KeywordValue ReadLine(string line, SourceLocation location)
    {
        if (line.StartsWith("ldap", StringComparison.Ordinal))
            throw new PumFailureException(ConnectionFailures.ServiceFromLdap(location));
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
            throw new PumFailureException(ConnectionFailures.ServiceLineWithoutEquals(location));
        var (keyword, value) = (line[..equals], line[(equals + 1)..]);
        if (keyword.EndsWith(' ') || keyword.EndsWith('\t') || (HasNoLeadingSpace(keyword) && value.StartsWith(' ')))
            throw new PumFailureException(ConnectionFailures.ServiceLineWithSpaces(keyword.TrimEnd(), location));
        if (keyword == ConnectionKeywords.Service)
            throw new PumFailureException(ConnectionFailures.NestedService(location));
        if (!ConnectionKeywords.IsKnown(keyword))
            throw new PumFailureException(ConnectionFailures.UnknownServiceKeyword(
                keyword, KeywordGuess.Closest(keyword.ToLowerInvariant(), ConnectionKeywords.All.Select(known => known.Name)), location));
        return new(keyword, value, 0);
    }

    /// <summary>libpq would take the space for the first letter of a name that begins with none; of a password it may well be.</summary>
    private static bool HasNoLeadingSpace(string keyword) =>
        keyword is ConnectionKeywords.Host or ConnectionKeywords.HostAddress or ConnectionKeywords.Port or ConnectionKeywords.Database
            or ConnectionKeywords.User or ConnectionKeywords.SslMode or ConnectionKeywords.ConnectTimeout;
}
