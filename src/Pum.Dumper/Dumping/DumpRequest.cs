using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Dumping;

/// <summary>What to dump, and where to.</summary>
internal sealed record DumpRequest
{
    /// <summary>
    /// Who asks, as users know it (a task's or a command's name): lines of the log and the sessions on the server begin with it.
    /// </summary>
    public required string Caller { get; init; }

    /// <summary>The database to read.</summary>
    public required ConnectionRequest Connection { get; init; }

    /// <summary>Full path of the dump; its folder is created.</summary>
    public required string File { get; init; }

    /// <summary>The folder that relative paths in the connection count from.</summary>
    public required string BaseDirectory { get; init; }

    /// <summary>Folder of the client tools to use; <see langword="null"/> searches for them.</summary>
    public string? ToolPath { get; init; }

    /// <summary>The format: custom, plain or directory.</summary>
    public DumpFormat Format { get; init; } = DumpFormat.Custom;

    /// <summary>Which schemas, tables and extensions to dump.</summary>
    public ObjectFilter Filter { get; init; } = ObjectFilter.None;

    /// <summary>Definitions alone, no rows.</summary>
    public bool SchemaOnly { get; init; }

    /// <summary>Rows alone, no definitions.</summary>
    public bool DataOnly { get; init; }

    /// <summary>Leaves out ownership (<c>--no-owner</c>).</summary>
    public bool NoOwner { get; init; } = true;

    /// <summary>Leaves out GRANT and REVOKE (<c>--no-privileges</c>).</summary>
    public bool NoPrivileges { get; init; } = true;

    /// <summary>Leaves out subscriptions (<c>--no-subscriptions</c>).</summary>
    public bool NoSubscriptions { get; init; } = true;

    /// <summary><c>auto</c>, <c>none</c>, or <c>gzip</c>, <c>lz4</c>, <c>zstd</c> with an optional <c>:level</c>.</summary>
    public string Compression { get; init; } = "auto";

    /// <summary>Parallel workers of a directory dump; <see langword="null"/> is one for each core.</summary>
    public int? Jobs { get; init; }

    /// <summary>Milliseconds to wait for the tables' locks; <see langword="null"/> waits as long as it takes.</summary>
    public int? LockTimeout { get; init; }

    /// <summary>Further options of pg_dump, written as for a shell.</summary>
    public string AdditionalOptions { get; init; } = "";

    /// <summary>What is known when a tool fails, or a session of ours.</summary>
    public FailureContext FailureOf(string tool, Connection connection) =>
        new(tool, 0, [], connection.Display, Dumping: true, File, connection.MayNeedEscaping, connection.Redact);
}
