using System.Collections.Immutable;
using System.Security.Cryptography;
using Npgsql;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Servers;

/// <summary>
/// A PostgreSQL server of this process's own: made when started, removed when disposed and also when this process is killed.
/// It is set for speed, not for durability.
/// </summary>
internal sealed class TemporaryServer : IAsyncDisposable
{
    private readonly ServerControl _control;
    private readonly ServerSettings _settings;

    private TemporaryServer(ServerPrograms programs, string version, ServerControl control, ServerSettings settings, string password)
    {
        _control = control;
        _settings = settings;
        BinDirectory = programs.BinDirectory;
        Version = version;
        SuperuserPassword = password;
    }

    /// <summary>Socket folder, or <c>127.0.0.1</c> where the server listens on a port.</summary>
    public string Host => _settings.Tcp ? ServerSettings.Loopback : _settings.SocketDirectory!;

    /// <summary>The port; of a socket, the number in its name.</summary>
    public int Port => _settings.Port;

    /// <summary>Folder of the server's socket, reachable for its own user and root; <see langword="null"/> on Windows.</summary>
    public string? SocketDirectory => _settings.SocketDirectory;

    /// <summary>Name of the superuser.</summary>
    public string Superuser { get; } = "postgres";

    /// <summary>The superuser's password, made at random.</summary>
    public string SuperuserPassword { get; }

    /// <summary>The data directory.</summary>
    public string DataDirectory => _control.DataDirectory;

    /// <summary>Folder of the server's programs.</summary>
    public string BinDirectory { get; }

    /// <summary>The version as PostgreSQL writes it, for instance <c>17.2</c>.</summary>
    public string Version { get; }

    /// <summary>The major version.</summary>
    public int Major => ServerVersion.Major(Version);

    /// <summary>Makes and starts a server.</summary>
    /// <exception cref="PumFailureException">PUM7001.</exception>
    public static async Task<TemporaryServer> StartAsync(TemporaryServerOptions options, CancellationToken cancellationToken = default)
    {
        var environment = options.Environment ?? HostEnvironment.Current(AppContext.BaseDirectory);
        var programs = options.BinDirectory is { } folder
            ? ServerPrograms.In(environment.FullPath(folder), environment, "BinDirectory")
            : ServerPrograms.Find(environment);
        var version = await ServerVersion.OfAsync(programs, cancellationToken);
        var password = options.CopyOf?.SuperuserPassword ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
        var control = await OpenAsync(programs, cancellationToken);
        try
        {
            if (options.CopyOf is { } original)
                await CopyAsync(control, original, cancellationToken);
            else
                await InitializeAsync(control, options, password, cancellationToken);
            var settings = ServerSettings.Of(options, control.Folder);
            var server = new TemporaryServer(programs, version, control, settings, password);
            await server.FirstStartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await control.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server and keeps its data.</summary>
    public async Task StopAsync(ServerStop mode, CancellationToken cancellationToken = default) =>
        Check("pg_ctl stop", await _control.StopAsync(mode == ServerStop.Fast ? "fast" : "immediate", cancellationToken));

    /// <summary>Starts the server again, at the same host and port.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken = default) =>
        Check("pg_ctl start", await _control.StartAsync(cancellationToken));

    /// <summary>
    /// A connection for Npgsql, without pooling, so that no session outlives its use; of the superuser where none is named.
    /// </summary>
    public NpgsqlConnectionStringBuilder ToNpgsql(string database = "postgres", string? user = null, string? password = null) => new()
    {
        Host = Host,
        Port = Port,
        Database = database,
        Username = user ?? Superuser,
        Password = user is null ? SuperuserPassword : password,
        Pooling = false,
    };

    /// <summary>The same as libpq's keywords and values; the password only where it is given.</summary>
    public string ToConninfo(string database = "postgres", string? user = null, string? password = null)
    {
        var conninfo = $"host={Quote(Host)} port={Port} dbname={Quote(database)} user={Quote(user ?? Superuser)}";
        return password is null ? conninfo : $"{conninfo} password={Quote(password)}";
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _control.DisposeAsync();

    // A folder in memory may turn out not to be writable.
    private static async Task<ServerControl> OpenAsync(ServerPrograms programs, CancellationToken cancellationToken)
    {
        var folders = ServerFolder.Choose();
        foreach (var folder in folders.SkipLast(1))
        {
            try
            {
                return await OpenAsync(programs, folder, cancellationToken);
            }
            catch (PumFailureException)
            {
                // The next one decides.
            }
        }
        return await OpenAsync(programs, folders[^1], cancellationToken);
    }

    private static async Task<ServerControl> OpenAsync(ServerPrograms programs, string folder, CancellationToken cancellationToken) =>
        OperatingSystem.IsWindows()
        ? await WindowsServerControl.OpenAsync(programs, folder, cancellationToken)
        : await UnixServerControl.OpenAsync(programs, folder, cancellationToken);

    private static async Task CopyAsync(ServerControl control, TemporaryServer original, CancellationToken cancellationToken)
    {
        var exitCode = await control.CopyAsync(original.DataDirectory, cancellationToken);
        if (exitCode != 0)
            throw new PumFailureException(ServerFailures.NotStarted("the copy of a cluster", exitCode, control.ReadLog()));
    }

    private static async Task InitializeAsync(
        ServerControl control, TemporaryServerOptions options, string password, CancellationToken cancellationToken)
    {
        var authentication = options.Authentication == ServerAuthentication.Trust ? "trust" : "scram-sha-256";
        ImmutableArray<string> locales = options.Locale is { } named ? [named] : OperatingSystem.IsLinux() ? ["C.UTF-8", "C"] : ["C"];
        var exitCode = 0;
        foreach (var locale in locales)
        {
            exitCode = await control.InitializeAsync(password, authentication, locale, cancellationToken);
            if (exitCode == 0)
                return;
        }
        throw new PumFailureException(ServerFailures.NotStarted("initdb", exitCode, control.ReadLog()));
    }

    // A free port may be taken between its choice and the server's start.
    private async Task FirstStartAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            _settings.ChoosePort();
            await _control.ConfigureAsync(_settings.Lines(), cancellationToken);
            var exitCode = await _control.StartAsync(cancellationToken);
            if (exitCode == 0)
                return;
            if (!_settings.Tcp || attempt == 5 || !_control.ReadLog().Any(
                line => line.Contains("could not bind", StringComparison.Ordinal)))
                Check("pg_ctl start", exitCode);
        }
    }

    private void Check(string program, int exitCode)
    {
        if (exitCode != 0)
            throw new PumFailureException(ServerFailures.NotStarted(program, exitCode, _control.ReadLog()));
    }

    private static string Quote(string value) => $"'{value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)}'";
}
