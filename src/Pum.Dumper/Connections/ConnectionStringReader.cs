using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Pum.Dumper.Connections;

/// <summary>Tells the three grammars of connection strings apart and reads each by its own rules.</summary>
internal static partial class ConnectionStringReader
{
    /// <summary>Reads a connection string of any grammar into libpq's keywords.</summary>
    /// <exception cref="ConnectionFormatException">The string breaks its grammar or holds an unknown keyword.</exception>
    public static ImmutableArray<KeywordValue> Read(string text) => Check(
        ConnectionUri.IsUri(text) ? ConnectionUri.Read(text)
        : IsNpgsql(text) ? NpgsqlStringReader.Read(text)
        : ConninfoReader.Read(text));

    /// <summary>What a connection string for Npgsql says to it alone; nothing for one of another grammar.</summary>
    public static ImmutableArray<KeywordValue> ReadTuning(string text) =>
        !ConnectionUri.IsUri(text) && IsNpgsql(text) ? NpgsqlStringReader.ReadTuning(text) : [];

    /// <summary>
    /// Whether the text is a connection string for Npgsql. Both grammars take <c>host=a</c>, where they mean the same, and libpq takes
    /// <c>host=a;database=b</c> for a very long host name: what decides is a first keyword that Npgsql knows, with a second one after a
    /// semicolon outside quotes or in a spelling that libpq lacks.
    /// </summary>
    internal static bool IsNpgsql(string text)
    {
        var segments = Segments(text);
        if (!NpgsqlKeywords.IsKnown(segments[0].Key) || segments.Any(HoldsLibpqKeyword))
            return false;
        if (IsConninfo(text))
        {
            var rest = segments.Skip(1).Where(segment => segment.Key.Length > 0 || segment.Value.Length > 0).ToArray();
            return segments.Count > 1 && rest.All(segment => NpgsqlKeywords.IsKnown(segment.Key));
        }
        // "host=a port" and "Host=a Port=5" are broken strings of libpq's rather than hosts with a space in their names.
        return segments.Count > 1 || segments[0].Quoted || !segments[0].Value.Any(ConninfoReader.IsSpace)
            || !(ConnectionKeywords.IsKnown(segments[0].Key) || segments[0].Value.Contains('=', StringComparison.Ordinal));
    }

    private static bool HoldsLibpqKeyword((string Key, string Value, bool Quoted) segment) =>
        !segment.Quoted && LibpqKeywordInside().Matches(segment.Value).Any(match => ConnectionKeywords.IsKnown(match.Groups[1].Value));

    private static bool IsConninfo(string text)
    {
        try
        {
            return ConninfoReader.Read(text).All(pair => ConnectionKeywords.IsKnown(pair.Keyword));
        }
        catch (ConnectionFormatException)
        {
            return false;
        }
    }

    /// <summary>What ADO.NET would see: pieces between semicolons, of which those in quotes do not count.</summary>
    private static List<(string Key, string Value, bool Quoted)> Segments(string text)
    {
        var segments = new List<(string, string, bool)>();
        for (var at = 0; at <= text.Length;)
        {
            var equals = text.IndexOf('=', at);
            var semicolon = text.IndexOf(';', at);
            if (equals < 0 || (semicolon >= 0 && semicolon < equals))
            {
                var end = semicolon < 0 ? text.Length : semicolon;
                segments.Add(("", text[at..end].Trim(), false));
                at = end + 1;
                continue;
            }
            var value = equals + 1;
            while (value < text.Length && char.IsWhiteSpace(text[value]))
                value++;
            var quote = value < text.Length && text[value] is '\'' or '"' ? text.IndexOf(text[value], value + 1) : -1;
            var stop = text.IndexOf(';', quote < 0 ? value : quote);
            stop = stop < 0 ? text.Length : stop;
            segments.Add((text[at..equals].Trim(), text[value..stop], quote >= 0));
            at = stop + 1;
        }
        return segments;
    }

    private static ImmutableArray<KeywordValue> Check(ImmutableArray<KeywordValue> pairs)
    {
        var names = ConnectionKeywords.All.Select(keyword => keyword.Name).ToArray();
        return
        [
            .. pairs.Select((pair, at) => pair.Keyword switch
            {
                // Until libpq 17; libpq itself still translates it.
                "requiressl" => pair with { Keyword = ConnectionKeywords.SslMode, Value = pair.Value.StartsWith('1') ? "require" : "prefer" },
                var keyword when ConnectionKeywords.IsKnown(keyword) => pair,
                var keyword => throw new ConnectionFormatException(
                    KeywordGuess.Describe(keyword, pairs.Take(at), ConnectionKeywords.IsKnown, names, "libpq", pair.Position)),
            }),
        ];
    }

    // A keyword of libpq after a space, but not a setting in options: "-c application_name=x".
    [GeneratedRegex(@"(?<!-c)\s+([a-z_]+)\s*=")]
    private static partial Regex LibpqKeywordInside();
}
