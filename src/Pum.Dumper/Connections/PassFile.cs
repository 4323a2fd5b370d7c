using System.Text;

namespace Pum.Dumper.Connections;

/// <summary>
/// A file of passwords, read by the rules of <c>passwordFromFile</c> in fe-connect.c: see
/// <see href="https://www.postgresql.org/docs/current/libpq-pgpass.html">The Password File</see>. Npgsql's own reader differs (it takes a
/// file that Others can read), so one look-up here serves both worlds.
/// </summary>
internal sealed class PassFile
{
    private readonly string[] _lines;

    private PassFile(string[] lines) => _lines = lines;

    /// <summary>The file that the connection means: the keyword or variable, else the user's own.</summary>
    public static string PathOf(string? keyword, HostEnvironment environment) =>
        keyword is { Length: > 0 }
            ? environment.FullPath(keyword)
            : Path.Combine(ServiceLookup.UserFolder(environment), environment.IsWindows ? "pgpass.conf" : ".pgpass");

    /// <summary>
    /// Reads a file, or gives <see langword="null"/> where libpq would pass over it: missing, unreadable, open to Others.
    /// </summary>
    public static PassFile? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
                return null;
            return new(File.ReadAllLines(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // libpq goes on without a password; should the server want one, the failure says so.
            return null;
        }
    }

    /// <summary>The password for one server, or <see langword="null"/>; the first line that matches counts.</summary>
    public string? Find(ServerAddress server, string database, string user)
    {
        // "localhost" also means the default folder of sockets; ours may be any of those that builds of libpq have.
        var host = server.Host.Length == 0 ? server.Address : server.Host;
        var isDefaultFolder = DefaultHost.IsDefaultFolder(host, server.Port);
        return _lines.Where(line => !line.StartsWith('#'))
            .Select(line => Match(line, isDefaultFolder ? [host, "localhost"] : [host], [server.Port], [database], [user]))
            .FirstOrDefault(password => password is not null);
    }

    private static string? Match(string line, params string[][] expected)
    {
        var at = 0;
        foreach (var values in expected)
        {
            var wildcard = at + 1 < line.Length && line[at] == '*' && line[at + 1] == ':';
            var field = Field(line, ref at);
            if (at >= line.Length || line[at] != ':' || (!wildcard && !values.Contains(field)))
                return null;
            at++;
        }
        return Field(line, ref at);
    }

    /// <summary>Reads up to a colon, undoing escapes.</summary>
    private static string Field(string line, ref int at)
    {
        var field = new StringBuilder();
        for (; at < line.Length && line[at] != ':'; at++)
        {
            if (line[at] == '\\' && at + 1 < line.Length)
                at++;
            field.Append(line[at]);
        }
        return field.ToString();
    }
}
