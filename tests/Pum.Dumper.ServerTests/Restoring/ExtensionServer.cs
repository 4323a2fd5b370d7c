using System.Runtime.Versioning;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>
/// A server that knows extensions of the tests' own, which are SQL alone. Before 18 a server finds extensions only in a folder beside its
/// programs; these are copied, and lead to everything else by links.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ExtensionServer : IAsyncDisposable
{
    private readonly TestFolder _folder;

    private ExtensionServer(TestFolder folder, TemporaryServer server) => (_folder, Server) = (folder, server);

    /// <summary>The server.</summary>
    public TemporaryServer Server { get; }

    /// <summary>Starts one.</summary>
    /// <param name="major">The major; 0 for the system's.</param>
    /// <param name="extensions">Name and script of each; only a superuser may install them.</param>
    public static async Task<ExtensionServer> StartAsync(int major, params (string Name, string Script)[] extensions)
    {
        var original = await (major == 0 ? TestServer.GetAsync() : TestServer.GetAsync(major));
        var (bin, share, library) = (await PathAsync(original, "BINDIR"), await PathAsync(original, "SHAREDIR"), await PathAsync(original, "PKGLIBDIR"));
        var folder = new TestFolder();
        try
        {
            Directory.CreateDirectory(In(folder, bin));
            foreach (var program in Directory.GetFiles(bin))
                File.Copy(program, Path.Combine(In(folder, bin), Path.GetFileName(program)));
            Directory.CreateDirectory(Path.GetDirectoryName(In(folder, library))!);
            Directory.CreateSymbolicLink(In(folder, library), library);
            Link(share, In(folder, share), but: "extension");
            Link(Path.Combine(share, "extension"), Path.Combine(In(folder, share), "extension"));
            foreach (var (name, script) in extensions)
            {
                await File.WriteAllTextAsync(Path.Combine(In(folder, share), "extension", $"{name}.control"), "default_version = '1.0'\nrelocatable = false\n");
                await File.WriteAllTextAsync(Path.Combine(In(folder, share), "extension", $"{name}--1.0.sql"), script);
            }

            LetOthersRead(folder.FullName);
            var server = await TemporaryServer.StartAsync(new() { BinDirectory = In(folder, bin), Tcp = true });
            await TestServer.MakeRolesAsync(server);
            return new(folder, server);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private static Task<string> PathAsync(TemporaryServer server, string name) =>
        Replacing.QueryAsync<string>(server, $"SELECT setting FROM pg_config WHERE name = '{name}'");

    /// <summary>The place of a path within a folder: programs find the others by the way from one to the other.</summary>
    private static string In(TestFolder folder, string path) => folder[path.TrimStart('/')];

    private static void Link(string from, string to, string? but = null)
    {
        Directory.CreateDirectory(to);
        foreach (var path in Directory.GetFileSystemEntries(from).Where(path => Path.GetFileName(path) != but))
            Directory.CreateSymbolicLink(Path.Combine(to, Path.GetFileName(path)), path);
    }

    /// <summary>The server may run as another user.</summary>
    private static void LetOthersRead(string folder)
    {
        const UnixFileMode Read = UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        var files = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var path in Directory.GetFileSystemEntries(folder, "*", files))
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | Read);
        for (var path = folder; path.StartsWith(Path.GetTempPath(), StringComparison.Ordinal); path = Path.GetDirectoryName(path)!)
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | Read);
    }
}
