using System.Collections.Immutable;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>A service that was found, and the file that defines it.</summary>
/// <param name="Name">The service.</param>
/// <param name="File">Full path of the file.</param>
/// <param name="Values">Its keywords.</param>
internal sealed record ServiceDefinition(string Name, string File, ImmutableArray<KeywordValue> Values);

/// <summary>Finds a service by the rules of <c>parseServiceInfo</c> in fe-connect.c.</summary>
internal static class ServiceLookup
{
    /// <summary>
    /// The folders that builds of libpq have compiled in for pg_service.conf: Debian; PostgreSQL's packages for Red Hat; Fedora and
    /// others; Homebrew on Apple and Intel processors; built from source. libpq knows one of them, but cannot be asked which.
    /// </summary>
    private static readonly ImmutableArray<string> UnixFolders =
    [
        "/etc/postgresql-common", "/etc/sysconfig/pgsql", "/etc", "/etc/postgresql", "/opt/homebrew/etc/postgresql",
        "/usr/local/etc/postgresql", "/usr/local/pgsql/etc",
    ];

    /// <summary>Finds a service.</summary>
    /// <exception cref="PumFailureException">PUM3001, PUM3002.</exception>
    public static ServiceDefinition Find(string service, HostEnvironment environment)
    {
        var searched = new List<(string Path, ImmutableArray<string>? Services)>();
        foreach (var path in Candidates(environment))
        {
            if (!File.Exists(path))
            {
                searched.Add((path, null));
                continue;
            }
            var file = ServiceFile.Read(path);
            if (file.Find(service) is { } values)
                return new(service, path, values);
            searched.Add((path, file.Services));
        }
        throw new PumFailureException(ConnectionFailures.ServiceNotFound(service, [.. searched], environment));
    }

    private static IEnumerable<string> Candidates(HostEnvironment environment)
    {
        if (environment["PGSERVICEFILE"] is { Length: > 0 } named)
        {
            var path = environment.FullPath(named);
            yield return File.Exists(path) ? path : throw new PumFailureException(ConnectionFailures.ServiceFileMissing(path));
        }
        else
        {
            yield return Path.Combine(UserFolder(environment), ".pg_service.conf");
        }

        if (environment["PGSYSCONFDIR"] is { Length: > 0 } folder)
        {
            yield return Path.Combine(environment.FullPath(folder), "pg_service.conf");
            yield break;
        }
        foreach (var system in SystemFolders(environment))
            yield return Path.Combine(system, "pg_service.conf");
    }

    /// <summary>The folder of a user's own files of PostgreSQL (<c>pqGetHomeDirectory</c> in fe-connect.c).</summary>
    public static string UserFolder(HostEnvironment environment) =>
        environment.IsWindows ? Path.Combine(environment.ApplicationDataDirectory, "postgresql") : environment.HomeDirectory;

    // On Windows libpq looks beside its own program: the installer's folder of each major.
    private static IEnumerable<string> SystemFolders(HostEnvironment environment)
    {
        if (!environment.IsWindows)
            return UnixFolders;
        var installed = Path.Combine(environment["ProgramFiles"] ?? @"C:\Program Files", "PostgreSQL");
        return Directory.Exists(installed)
            ? Directory.EnumerateDirectories(installed).Order(StringComparer.Ordinal).Reverse().Select(major => Path.Combine(major, "etc"))
            : [];
    }
}
