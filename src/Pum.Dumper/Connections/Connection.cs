using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>A resolved connection: one set of libpq keywords for the client tools and for Npgsql.</summary>
internal sealed record Connection
{
    private readonly Lazy<ImmutableArray<string?>> _passFilePasswords;
    private readonly ReadPasswords _read = new();
    private KnownSecrets? _known;

    public Connection() => _passFilePasswords = new(FindPasswords);

    // A copy looks its passwords up again: another database may have another line in the passfile.
    private Connection(Connection original)
    {
        (Values, Servers, Environment, FromEnvironment) =
            (original.Values, original.Servers, original.Environment, original.FromEnvironment);
        (Source, Role, MaintenanceDatabase, MayNeedEscaping) =
            (original.Source, original.Role, original.MaintenanceDatabase, original.MayNeedEscaping);
        (HoldsSessions, SharedSources, Tuning) = (original.HoldsSessions, original.SharedSources, original.Tuning);
        _read = original._read;
        _passFilePasswords = new(FindPasswords);
    }

    /// <summary>The database that the work is about.</summary>
    public string Database => Values[ConnectionKeywords.Database];

    /// <summary>Host name, address or socket folder; comma-separated where the user named several.</summary>
    public string Host => string.Join(',', Servers.Select(server => server.Host.Length > 0 ? server.Host : server.Address));

    /// <summary>Port; comma-separated where the user named several.</summary>
    public string Port => string.Join(',', Servers.Select(server => server.Port));

    /// <summary>The role that logs in.</summary>
    public string User => Values[ConnectionKeywords.User];

    /// <summary>The role to take on after connecting, or <see langword="null"/>.</summary>
    public string? Role { get; init; }

    /// <summary>The database that the user named for creating others, or <see langword="null"/>.</summary>
    public string? MaintenanceDatabase { get; init; }

    /// <summary>
    /// Whether the caller may have decoded escapes of the URI that this connection was read from: a failed authentication then deserves
    /// <see cref="CallersAdvice.EscapePercent"/>.
    /// </summary>
    public bool MayNeedEscaping { get; init; }

    /// <summary>Whether it is known that each session has a process of the server's to itself; see <see cref="Pooler"/>.</summary>
    public bool HoldsSessions { get; init; }

    /// <summary>What an operation's sessions are opened from; <see langword="null"/> where each is opened by itself.</summary>
    public SharedSources? SharedSources { get; init; }

    /// <summary>The whole in one phrase without secrets: <c>app on localhost:5432 as ci (service test in ~/.pg_service.conf)</c>.</summary>
    public string Display =>
        $"{Database} on {string.Join(',', Servers.Select(server => server.Display))} as {User}{(Role is null ? "" : $", role {Role}")} ({Source})";

    /// <summary>
    /// The conninfo for <c>--dbname=</c> of a client tool: every keyword that is not a secret. See <see cref="OpenToolEnvironment"/>.
    /// </summary>
    /// <remarks>Without <c>client_encoding</c>, which would become the encoding of a dump.</remarks>
    public string Conninfo => ToolConnection.Conninfo(this);

    /// <summary>The encoding that a client is to use, where the user chose one.</summary>
    public string? ClientEncoding => Values.GetValueOrDefault(ConnectionKeywords.ClientEncoding);

    /// <summary>The passwords of this connection and its copies, for the redaction of messages.</summary>
    public ImmutableArray<string> Secrets =>
        [
            .. Values.Where(pair => ConnectionKeywords.Get(pair.Key).IsSecret).Select(pair => pair.Value)
                .Concat(_passFilePasswords.Value.OfType<string>())
                .Concat(_read.All)
                .Where(secret => secret.Length > 0)
                .Distinct(),
        ];

    /// <summary>Takes the passwords of this connection out of any text, those among them that were read only later.</summary>
    public string Redact(string text)
    {
        _ = _passFilePasswords.Value;
        var read = _read.All;
        if (Volatile.Read(ref _known) is not { } known || known.Read != read)
            Volatile.Write(ref _known, known = new(read, new(Secrets)));
        return known.Redactor.Redact(text);
    }

    /// <summary>Makes what its sessions are opened from, where an operation's sessions share that.</summary>
    /// <exception cref="PumFailureException">PUM1001, PUM3007: Npgsql cannot enforce what the connection demands.</exception>
    public void MakeSharedSource() => SharedSources?.Find(this);

    /// <summary>The same connection to another database of the same server.</summary>
    public Connection WithDatabase(string database) => this with { Values = Values.SetItem(ConnectionKeywords.Database, database) };

    /// <summary>The same connection under another <c>application_name</c>.</summary>
    public Connection WithApplicationName(string name) => this with { Values = Values.SetItem(ConnectionKeywords.ApplicationName, name) };

    /// <summary>The same connection with a setting for its sessions, on top of those it has: <c>-c name=value</c>.</summary>
    public Connection WithSetting(string name, string value)
    {
        var setting = SessionOptions.Setting(name, value);
        return this with { Values = Values.SetItem(ConnectionKeywords.Options, Values.TryGetValue(ConnectionKeywords.Options, out var options) ? $"{options} {setting}" : setting) };
    }

    /// <summary>
    /// Whether the options name a setting, the user's or those that were added; <c>-c NAME=value</c> and <c>--name-of-it=value</c> do too.
    /// </summary>
    public bool HasSetting(string name) =>
        Values.GetValueOrDefault(ConnectionKeywords.Options)?.Replace('-', '_').Contains(name, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>
    /// The environment a client tool needs besides <see cref="Conninfo"/>: the secrets, and no other connection variable.
    /// </summary>
    public ToolEnvironment OpenToolEnvironment() => ToolConnection.OpenEnvironment(this);

    /// <summary>The same connection for Npgsql, password included.</summary>
    public NpgsqlConnectionStringBuilder ToNpgsql() => NpgsqlStringWriter.Write(this);

    /// <summary>What the environment looked like when this was resolved.</summary>
    internal required HostEnvironment Environment { get; init; }

    /// <summary>libpq's keywords, none of them empty, defaults included, host and port as written.</summary>
    internal required ImmutableDictionary<string, string> Values { get; init; }

    /// <summary>The keywords that a variable of the environment gave.</summary>
    internal required ImmutableHashSet<string> FromEnvironment { get; init; }

    /// <summary>The keywords that tune Npgsql alone, where the connection was written for it: see <see cref="NpgsqlKeywords.IsTuning"/>.</summary>
    internal ImmutableArray<KeywordValue> Tuning { get; init; } = [];

    /// <summary>The servers to try, in turn.</summary>
    internal required ImmutableArray<ServerAddress> Servers { get; init; }

    /// <summary>Where all this was written.</summary>
    internal required string Source { get; init; }

    /// <summary>Full path of the file of passwords, whether it exists or not.</summary>
    internal string PassFilePath => PassFile.PathOf(Values.GetValueOrDefault(ConnectionKeywords.PassFile), Environment);

    /// <summary>The password where there is one for all servers; <see langword="null"/> where there is none or each has its own.</summary>
    internal string? Password =>
        Values.GetValueOrDefault(ConnectionKeywords.Password)
            ?? (_passFilePasswords.Value.Distinct().Count() == 1 ? _passFilePasswords.Value[0] : null);

    /// <summary>The password for one of the servers, by where it is reached, or <see langword="null"/>.</summary>
    internal string? PasswordOf(string target, int port) => Password ?? Servers
        .Zip(_passFilePasswords.Value)
        .FirstOrDefault(pair => pair.First.Target == target && pair.First.Port == port.ToString(CultureInfo.InvariantCulture)).Second;

    /// <summary>Whether the server's certificate is checked by the authorities that the system trusts.</summary>
    internal bool TrustsSystem => Values.GetValueOrDefault(ConnectionKeywords.SslRootCertificate) == "system";

    // The file counts only if no password was given.
    private ImmutableArray<string?> FindPasswords()
    {
        var file = Values.ContainsKey(ConnectionKeywords.Password) ? null : PassFile.Read(PassFilePath);
        ImmutableArray<string?> found = [.. Servers.Select(server => file?.Find(server, Database, User))];
        foreach (var password in found.OfType<string>())
            _read.Add(password);
        return found;
    }

    /// <summary>The phrase without secrets: a record's own would print every value.</summary>
    public override string ToString() => Display;

    /// <summary>What takes secrets out of a text, made of the passwords that had been read by then.</summary>
    private sealed record KnownSecrets(ImmutableHashSet<string> Read, Redactor Redactor);
}
