using System.Collections.Immutable;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Tests.Connections;

/// <summary>A machine of its own for one test: a home folder, a project's folder and environment variables.</summary>
internal sealed class TestHost : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pum-test-");

    public TestHost(params (string Name, string Value)[] variables)
    {
        Environment = new()
        {
            Variables = variables.ToImmutableDictionary(variable => variable.Name, variable => variable.Value),
            BaseDirectory = _folder.CreateSubdirectory("project").FullName,
            HomeDirectory = _folder.CreateSubdirectory("home").FullName,
            ApplicationDataDirectory = _folder.CreateSubdirectory("appdata").FullName,
            UserName = "maria",
            IsWindows = false,
        };
    }

    public HostEnvironment Environment { get; set; }

    /// <summary>Writes a file, private as libpq wants its passfile, and gives its path.</summary>
    public string Write(string path, string content, bool byteOrderMark = false)
    {
        var full = Path.GetFullPath(path, Environment.HomeDirectory);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content, new System.Text.UTF8Encoding(byteOrderMark));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(full, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return full;
    }

    public Connection Resolve(ConnectionRequest request) => ConnectionResolver.Resolve(request, Environment);

    /// <summary>Resolves a connection string that stands in a project.</summary>
    public Connection Resolve(string connectionString) => Resolve(new ConnectionRequest { ConnectionString = connectionString });

    public PumFailure Fails(ConnectionRequest request) => Assert.ThrowsExactly<PumFailureException>(() => Resolve(request)).Failure;

    public PumFailure Fails(string connectionString) => Fails(new ConnectionRequest { ConnectionString = connectionString });

    public void Dispose() => _folder.Delete(recursive: true);
}
