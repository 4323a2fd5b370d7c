using System.Text;

namespace Pum.Dumper.Scripts;

/// <summary>How far a script was fed, and to which object of a dump.</summary>
/// <param name="total">Bytes of the script.</param>
internal sealed class ScriptProgress(long total)
{
    private const int LongestObject = 200;

    private long _bytes;
    private volatile string? _object;

    /// <summary>So many bytes more were fed.</summary>
    public void Add(int bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>
    /// Takes a comment; pg_dump writes one before each object: <c>-- Data for Name: film; Type: TABLE DATA; Schema: public; Owner: -</c>.
    /// </summary>
    public void Comment(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("-- Name: "u8) || text.StartsWith("-- Data for Name: "u8))
            _object = Object(Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestObject)]));
    }

    /// <summary>For the log, or <see langword="null"/> before the first byte.</summary>
    public string? Describe() => Interlocked.Read(ref _bytes) is > 0 and var bytes
        ? FormattableString.Invariant($"{bytes:N0} of {total:N0} bytes{(_object is { } at ? $", {at}" : "")}")
        : null;

    private static string Object(string comment)
    {
        var text = comment[(comment.IndexOf(':', StringComparison.Ordinal) + 2)..];
        var owner = text.IndexOf("; Owner:", StringComparison.Ordinal);
        return string.Concat((owner < 0 ? text : text[..owner]).Select(letter => char.IsControl(letter) ? ' ' : letter));
    }
}
