namespace Pum.Testing.Tests;

/// <summary>A folder of projects that reference the packed package, and a server of their own.</summary>
internal sealed class TestProject : IAsyncDisposable
{
    private readonly TestFolder _folder = new();

    private TestProject(TestingPackage package, Dumper.Servers.TemporaryServer server, bool withUsersPackages)
    {
        (Package, Server) = (package, server);
        _folder.Write("nuget.config", package.NuGetConfig(withUsersPackages));
        Variables = new()
        {
            ["NUGET_PACKAGES"] = withUsersPackages ? Repository.PackagesRoot : package.PackagesFolder,
            ["PumTestingVersion"] = package.Version,
            ["PUM_TEST_CONNECTION"] = server.ToConninfo("postgres", TestServer.Owner, TestServer.OwnerPassword),
            ["PUM_TOOL_PATH"] = server.BinDirectory,
            // What becomes known of other packages tomorrow fails no test today.
            ["NuGetAudit"] = "false",
        };
    }

    public TestingPackage Package { get; }

    public Dumper.Servers.TemporaryServer Server { get; }

    /// <summary>Environment variables for everything that runs here; null removes one.</summary>
    public Dictionary<string, string?> Variables { get; }

    /// <summary>A full path in it.</summary>
    public string this[string path] => _folder[path];

    /// <summary>An empty folder.</summary>
    /// <param name="withUsersPackages">
    /// Whether its projects use packages that these tests do not: they are restored from the user's sources, into the folder where all of
    /// the user's packages are, so that they are fetched once for all runs.
    /// </param>
    public static async Task<TestProject> CreateAsync(bool withUsersPackages = false)
    {
        var package = await TestingPackage.GetAsync();
        if (withUsersPackages)
            package.KeepOutOf(Repository.PackagesRoot);
        return new(package, await TestServer.StartAsync(), withUsersPackages);
    }

    /// <summary>A copy of a sample.</summary>
    public static async Task<TestProject> OfSampleAsync(string sample)
    {
        var project = await CreateAsync();
        await project.CopySampleAsync(sample, ".");
        return project;
    }

    /// <summary>Copies a sample into a folder of this one.</summary>
    public async Task CopySampleAsync(string sample, string folder)
    {
        var root = Path.Combine(Repository.Root, "samples", sample);
        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(root, path);
            if (!relative.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
                Write(Path.Combine(folder, relative), await File.ReadAllTextAsync(path));
        }
    }

    /// <summary>Writes a file and returns its full path.</summary>
    public string Write(string path, string content) => _folder.Write(path, content);

    /// <summary>Runs <c>dotnet</c> in this folder.</summary>
    public Task<BuildRun> DotnetAsync(params string[] arguments) => BuildRun.DotnetAsync(_folder.FullName, arguments, Variables);

    /// <summary>Runs a program in a folder of this one, with variables beside those of all.</summary>
    public Task<BuildRun> RunAsync(
        string folder, string program, IEnumerable<string> arguments, params (string Name, string? Value)[] variables)
    {
        var all = new Dictionary<string, string?>(Variables);
        foreach (var (name, value) in variables)
            all[name] = value;
        return BuildRun.RunAsync(this[folder], program, arguments, all);
    }

    /// <summary>Names of the server's databases that seeds made.</summary>
    public async Task<List<string>> DatabasesAsync(string prefix = "pum_")
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(Server.ToNpgsql().ConnectionString);
        await using var command = source.CreateCommand("SELECT datname FROM pg_database WHERE starts_with(datname, $1) ORDER BY 1");
        command.Parameters.Add(new() { Value = prefix });
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
            names.Add(reader.GetString(0));
        return names;
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await Server.DisposeAsync();
    }
}
