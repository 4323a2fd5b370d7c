namespace Pum.Dumper.ClientTools;

/// <summary>The client tools that this package runs.</summary>
internal enum ClientTool
{
    /// <summary><see href="https://www.postgresql.org/docs/current/app-pgdump.html">pg_dump</see>.</summary>
    PgDump,

    /// <summary><see href="https://www.postgresql.org/docs/current/app-pgrestore.html">pg_restore</see>.</summary>
    PgRestore,

    /// <summary><see href="https://www.postgresql.org/docs/current/app-psql.html">psql</see>.</summary>
    Psql,
}

/// <summary>What the tools are called.</summary>
internal static class ClientToolNames
{
    /// <summary>The tool's name as people type it.</summary>
    public static string Name(this ClientTool tool) => tool switch
    {
        ClientTool.PgDump => "pg_dump",
        ClientTool.PgRestore => "pg_restore",
        _ => "psql",
    };

    /// <summary>The name of its file.</summary>
    public static string FileName(this ClientTool tool, bool windows) => windows ? tool.Name() + ".exe" : tool.Name();
}
