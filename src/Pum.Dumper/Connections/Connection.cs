using System.Collections.Immutable;
using Npgsql;

namespace Pum.Dumper.Connections;

/// <summary>A resolved connection: one set of libpq keywords for the client tools and for Npgsql.</summary>
internal sealed class Connection
{
    /// <summary>The database that the work is about.</summary>
    public string Database => throw new NotImplementedException();

    /// <summary>Host name, address or socket folder; comma-separated where the user named several.</summary>
    public string Host => throw new NotImplementedException();

    /// <summary>Port; comma-separated where the user named several.</summary>
    public string Port => throw new NotImplementedException();

    /// <summary>The role that logs in.</summary>
    public string User => throw new NotImplementedException();

    /// <summary>The role to take on after connecting, or <see langword="null"/>.</summary>
    public string? Role => throw new NotImplementedException();

    /// <summary>The database that the user named for creating others, or <see langword="null"/>.</summary>
    public string? MaintenanceDatabase => throw new NotImplementedException();

    /// <summary>The whole in one phrase without secrets: <c>app on localhost:5432 as ci (service test in ~/.pg_service.conf)</c>.</summary>
    public string Display => throw new NotImplementedException();

    /// <summary>The conninfo for <c>--dbname=</c> of a client tool: every keyword that is no secret. See <see cref="OpenToolEnvironment"/>.</summary>
    public string Conninfo => throw new NotImplementedException();

    /// <summary>The passwords of this connection, for the redaction of messages.</summary>
    public ImmutableArray<string> Secrets => throw new NotImplementedException();

    /// <summary>The same connection to another database of the same server.</summary>
    public Connection WithDatabase(string database) => throw new NotImplementedException();

    /// <summary>The same connection under another <c>application_name</c>.</summary>
    public Connection WithApplicationName(string name) => throw new NotImplementedException();

    /// <summary>The environment a client tool needs besides <see cref="Conninfo"/>: the secrets, and no other connection variable.</summary>
    public ToolEnvironment OpenToolEnvironment() => throw new NotImplementedException();

    /// <summary>The same connection for Npgsql, password included.</summary>
    public NpgsqlConnectionStringBuilder ToNpgsql() => throw new NotImplementedException();
}
