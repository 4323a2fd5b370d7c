namespace Pum.Dumper.Databases;

/// <summary>The comment on a database: what a user wrote, and below it our stamp as the last line.</summary>
/// <param name="Own">The user's own part, or <see langword="null"/>.</param>
/// <param name="Stamp">The stamp, whatever database it names, or <see langword="null"/>.</param>
internal sealed record DatabaseComment(string? Own, Stamp? Stamp)
{
    /// <summary>No comment.</summary>
    public static DatabaseComment None { get; } = new(null, null);

    /// <summary>Reads a comment.</summary>
    public static DatabaseComment Parse(string? comment)
    {
        if (comment is null)
            return None;
        var lineEnd = comment.LastIndexOf('\n');
        return Stamp.Parse(comment[(lineEnd + 1)..]) is { } stamp
            ? new(lineEnd < 0 ? null : comment[..lineEnd], stamp)
            : new(comment, null);
    }

    /// <summary>The whole, or <see langword="null"/> where there is nothing to say.</summary>
    public string? Format() => (Own, Stamp) switch
    {
        (_, null) => Own,
        (null, _) => Stamp.Format(),
        _ => Own + "\n" + Stamp.Format(),
    };
}
