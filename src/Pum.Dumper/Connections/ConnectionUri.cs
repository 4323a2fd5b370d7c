using System.Collections.Immutable;
using System.Text;

namespace Pum.Dumper.Connections;

/// <summary>
/// Reads libpq's URIs by the rules of <c>conninfo_uri_parse_options</c> in fe-connect.c, which are not quite those of RFC 3986: see
/// <see href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS">Connection URIs</see>.
/// </summary>
internal static class ConnectionUri
{
    private static readonly ImmutableArray<string> Prefixes = ["postgresql://", "postgres://"];
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether libpq takes the text for a URI.</summary>
    public static bool IsUri(string text) => Prefixes.Any(prefix => text.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Splits a URI into keywords and values.</summary>
    /// <exception cref="ConnectionFormatException">The URI breaks the grammar.</exception>
    public static ImmutableArray<KeywordValue> Read(string uri)
    {
        var at = Prefixes.First(prefix => uri.StartsWith(prefix, StringComparison.Ordinal)).Length;
        var pairs = ImmutableArray.CreateBuilder<KeywordValue>();
        ReadCredentials(uri, ref at, pairs);
        ReadHosts(uri, ref at, pairs);
        if (at < uri.Length && uri[at] == '/')
        {
            var database = ++at;
            at = IndexOfAny(uri, at, "?");
            // libpq takes it for part of the name; far more often a password with a slash has been torn apart, and its rest would be shown.
            if (uri.IndexOf('@', database, at - database) >= 0)
                throw new ConnectionFormatException(
                    "its database name holds an \"@\": write %40 for it, or %2F for a slash in the password");
            Add(pairs, ConnectionKeywords.Database, Decode(uri[database..at], database), database);
        }
        if (at < uri.Length)
            ReadParameters(uri, at + 1, pairs);
        return pairs.ToImmutable();
    }

    /// <summary>
    /// Whether the text holds a character that a URI carries in escaped form alone: MSBuild decodes <c>%XX</c> in every value, so such a
    /// URI may have been whole in the project and has lost its escapes.
    /// </summary>
    public static bool HoldsEscapeWorthy(string uri)
    {
        var rest = uri[Prefixes.First(prefix => uri.StartsWith(prefix, StringComparison.Ordinal)).Length..];
        // User information ends at the first "@"; a second one, or a slash in front of it, was an escape once.
        var parameters = IndexOfAny(rest, 0, "?");
        var netloc = rest[..parameters];
        var sign = netloc.IndexOf('@', StringComparison.Ordinal);
        return rest.Any(
            letter => letter is '%' or '#' or '^' or '"' or '`' or '<' or '>' or '{' or '}' or '|' or '\\' or <= ' ' or >= '\x7f')
            || netloc.Count(letter => letter == '@') > 1
            || (sign >= 0 && netloc.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash && slash < sign)
            || (sign < 0 && rest.Contains('@', StringComparison.Ordinal));
    }

    private static void ReadCredentials(string uri, ref int at, ImmutableArray<KeywordValue>.Builder pairs)
    {
        var end = IndexOfAny(uri, at, "@/");
        if (end == uri.Length || uri[end] != '@')
            return;
        var colon = IndexOfAny(uri, at, ":@");
        Add(pairs, ConnectionKeywords.User, Decode(uri[at..colon], at), at);
        if (colon < end)
            Add(pairs, ConnectionKeywords.Password, Decode(uri[(colon + 1)..end], colon + 1), colon + 1);
        at = end + 1;
    }

    private static void ReadHosts(string uri, ref int at, ImmutableArray<KeywordValue>.Builder pairs)
    {
        var start = at;
        var hosts = new StringBuilder();
        var ports = new StringBuilder();
        while (true)
        {
            hosts.Append(ReadHost(uri, ref at));
            if (at < uri.Length && uri[at] == ':')
            {
                var port = ++at;
                at = IndexOfAny(uri, at, "/?,");
                ports.Append(uri, port, at - port);
            }
            if (at == uri.Length || uri[at] != ',')
                break;
            at++;
            hosts.Append(',');
            ports.Append(',');
        }
        Add(pairs, ConnectionKeywords.Host, Decode(hosts.ToString(), start), start);
        Add(pairs, ConnectionKeywords.Port, Decode(ports.ToString(), start), start);
    }

    private static string ReadHost(string uri, ref int at)
    {
        var start = at;
        if (at == uri.Length || uri[at] != '[')
        {
            at = IndexOfAny(uri, at, ":/?,");
            return uri[start..at];
        }
        var close = uri.IndexOf(']', at);
        if (close < 0)
            throw new ConnectionFormatException($"the \"[\" at character {start + 1} is never closed");
        if (close == start + 1)
            throw new ConnectionFormatException($"the address in brackets at character {start + 1} is empty");
        at = close + 1;
        if (at < uri.Length && !":/?,".Contains(uri[at], StringComparison.Ordinal))
            throw new ConnectionFormatException(
                $"the \"]\" at character {close + 1} is followed by neither a port, a database nor parameters");
        return uri[(start + 1)..close];
    }

    private static void ReadParameters(string uri, int at, ImmutableArray<KeywordValue>.Builder pairs)
    {
        while (at < uri.Length)
        {
            var end = IndexOfAny(uri, at, "&");
            var equals = uri.IndexOf('=', at, end - at);
            if (equals < 0)
                throw new ConnectionFormatException($"the parameter at character {at + 1} has no \"=\"");
            if (uri.IndexOf('=', equals + 1, end - equals - 1) >= 0)
                throw new ConnectionFormatException($"the parameter at character {at + 1} has a second \"=\"");
            var keyword = Decode(uri[at..equals], at);
            var value = Decode(uri[(equals + 1)..end], equals + 1);
            // JDBC's spelling, which libpq accepts in a URI alone.
            pairs.Add(
                keyword == "ssl" && value == "true" ? new(ConnectionKeywords.SslMode, "require", at + 1) : new(keyword, value, at + 1));
            at = end + 1;
        }
    }

    private static void Add(ImmutableArray<KeywordValue>.Builder pairs, string keyword, string value, int start)
    {
        if (value.Length > 0)
            pairs.Add(new(keyword, value, start + 1));
    }

    private static string Decode(string text, int start)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;
        var bytes = new List<byte>();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '%')
            {
                var length = char.IsSurrogatePair(text, at) ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(at, length)));
                at += length - 1;
                continue;
            }
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
                throw new ConnectionFormatException($"the \"%\" at character {start + at + 1} is not followed by two hexadecimal digits");
            bytes.Add(Convert.FromHexString(text.AsSpan(at + 1, 2))[0]);
            if (bytes[^1] == 0)
                throw new ConnectionFormatException($"the escape at character {start + at + 1} stands for a NUL, which no value may hold");
            at += 2;
        }
        try
        {
            return StrictUtf8.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            throw new ConnectionFormatException($"the escapes after character {start + 1} are not valid UTF-8");
        }
    }

    private static int IndexOfAny(string text, int start, string letters)
    {
        var index = text.AsSpan(start).IndexOfAny(letters);
        return index < 0 ? text.Length : start + index;
    }
}
