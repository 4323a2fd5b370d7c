namespace Pum.Dumper.Scripts;

/// <summary>What <see cref="ScriptFeed"/> feeds, and to whom.</summary>
internal sealed record ScriptFeedRequest
{
    /// <summary>Full path of the script, for messages.</summary>
    public required string Path { get; init; }

    /// <summary>What the scan found; the feed reads the script again and holds it to this.</summary>
    public required ScriptFacts Facts { get; init; }

    /// <summary>How psql was started.</summary>
    public required PsqlInvocation Invocation { get; init; }

    /// <summary>The server's major version.</summary>
    public required int ServerMajor { get; init; }

    /// <summary>Whether what was fed stays in the database when the feed ends early.</summary>
    public bool StaysInPart { get; init; }

    /// <summary>Is told how far the feed is.</summary>
    public ScriptProgress? Progress { get; init; }
}
