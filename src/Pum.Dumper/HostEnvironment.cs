using System.Collections.Immutable;

namespace Pum.Dumper;

/// <summary>
/// What the engine knows of the process it runs in: environment variables, home folder, user and the folder that relative paths
/// count from. Taken once for each operation, so that a test can put any other in its place.
/// </summary>
internal sealed record HostEnvironment
{
    /// <summary>The environment variables; names are case-insensitive on Windows. A variable set to nothing is kept as such.</summary>
    public required ImmutableDictionary<string, string> Variables { get; init; }

    /// <summary>The folder that relative paths count from: the project's.</summary>
    public required string BaseDirectory { get; init; }

    /// <summary>The user's home folder, in which libpq looks for <c>.pg_service.conf</c> and <c>.pgpass</c> on Unix.</summary>
    public required string HomeDirectory { get; init; }

    /// <summary>Windows' roaming application data folder (<c>%APPDATA%</c>), where libpq looks there.</summary>
    public required string ApplicationDataDirectory { get; init; }

    /// <summary>The operating system's name of the user, libpq's default for <c>user</c>.</summary>
    public required string UserName { get; init; }

    /// <summary>Whether Windows' rules hold.</summary>
    public required bool IsWindows { get; init; }

    /// <summary>The value of a variable, or <see langword="null"/> where it is not set; an empty value is returned as such.</summary>
    public string? this[string variable] => Variables.GetValueOrDefault(variable);

    /// <summary>The present process, with paths counted from <paramref name="baseDirectory"/>.</summary>
    public static HostEnvironment Current(string baseDirectory)
    {
        var windows = OperatingSystem.IsWindows();
        var variables = ImmutableDictionary.CreateBuilder<string, string>(
            windows ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        return new()
        {
            Variables = variables.ToImmutable(),
            BaseDirectory = baseDirectory,
            HomeDirectory = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
            ApplicationDataDirectory = Environment.GetFolderPath(
                Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            UserName = Environment.UserName,
            IsWindows = windows,
        };
    }

    /// <summary>A full path, counted from <see cref="BaseDirectory"/> where it is relative.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, BaseDirectory);
}
