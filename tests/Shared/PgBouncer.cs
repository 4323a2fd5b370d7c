using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Pum.Dumper;
using Pum.Dumper.Connections;
using Pum.Dumper.Servers;

namespace Pum.TestSupport;

/// <summary>
/// A pooler of one test's own before a server, for <see cref="TestServer.Owner"/> and <see cref="TestServer.Plain"/>. See
/// <see href="https://www.pgbouncer.org/config.html">PgBouncer's configuration</see>.
/// </summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private static readonly string[] SystemFolders = ["/usr/sbin", "/usr/local/bin", "/opt/homebrew/bin"];

    private readonly Process _process;
    private readonly string _folder;

    private PgBouncer(Process process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    /// <summary>The loopback port that it listens on.</summary>
    public int Port { get; }

    /// <summary>Starts one; the test is inconclusive where it is not installed.</summary>
    /// <param name="server">The server behind it.</param>
    /// <param name="poolMode">
    /// What a client is lent a session of the server's for: <c>session</c>, <c>transaction</c> or <c>statement</c>.
    /// </param>
    /// <param name="settings">Further lines of its configuration.</param>
    public static async Task<PgBouncer> StartAsync(TemporaryServer server, string poolMode, string settings = "")
    {
        var program = Find() ?? throw new AssertInconclusiveException("PgBouncer is not installed here.");
        var environment = HostEnvironment.Current(AppContext.BaseDirectory);
        // It refuses to run as root, as the server does.
        var prefix = await UnprivilegedUser.PrefixAsync(
            ServerPrograms.In(server.BinDirectory, environment, "BinDirectory"), CancellationToken.None);
        var port = ServerSettings.FindFreePort();
        // Not where root alone may go. The passwords are those that stand in this repository.
        var folder = Directory.CreateDirectory($"/tmp/pum_pgbouncer_{Guid.NewGuid():N}").FullName;
        var users = Write(
            folder,
            "users.txt",
            $"\"{TestServer.Owner}\" \"{TestServer.OwnerPassword}\"\n\"{TestServer.Plain}\" \"{TestServer.PlainPassword}\"\n");
        var configuration = Write(folder, "pgbouncer.ini", $"""
            [databases]
            * = host={server.Host} port={server.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = scram-sha-256
            auth_file = {users}
            pool_mode = {poolMode}
            {settings}

            """);
        // The shell ends it when this process is gone, however it ended.
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, WorkingDirectory = "/" };
        foreach (var word in (string[])["-c", "\"$@\" & read -r gone; kill $!; wait", "sh", .. prefix, program, "--quiet", configuration])
            start.ArgumentList.Add(word);
        var pooler = new PgBouncer(Process.Start(start)!, folder, port);
        await Eventually.IsTrueAsync(() => Answers(port), "the pooler listens");
        return pooler;
    }

    /// <summary>The connection to a database through it, to which <paramref name="more"/> is added.</summary>
    public ConnectionRequest RequestFor(TestDatabase database, string more = "") =>
        new() { ConnectionString = $"{database.Conninfo} host=127.0.0.1 port={Port} sslmode=disable gssencmode=disable {more}" };

    /// <summary>An open connection through it.</summary>
    public async Task<NpgsqlConnection> OpenAsync(TestDatabase database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = Port, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string? Find() =>
        OperatingSystem.IsWindows() ? null : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Concat(SystemFolders).Select(folder => Path.Combine(folder, "pgbouncer")).FirstOrDefault(File.Exists);

    private static string Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherRead);
        }

        return path;
    }

    private static bool Answers(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
