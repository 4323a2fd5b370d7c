using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Servers;

/// <summary>Runs server programs for root, as which they refuse to run.</summary>
internal static class UnprivilegedUser
{
    private static readonly string[] Users = ["postgres", "nobody"];
    private static readonly string[] ProgramFolders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

    /// <summary>
    /// The words before a command that make it run as <c>postgres</c>, else <c>nobody</c>; none where this user is not root.
    /// </summary>
    /// <exception cref="PumFailureException">PUM7001 where root finds no such way, or that user may not run the programs.</exception>
    public static async Task<ImmutableArray<string>> PrefixAsync(ServerPrograms programs, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return [];
        var tried = new List<string>();
        foreach (var user in await UsersAsync(cancellationToken))
        {
            foreach (var prefix in Prefixes(user))
            {
                // The programs may lie where only root may go.
                if (await SucceedsAsync(
                    [.. prefix, "/bin/sh", "-c", "test -x \"$1\"", "sh", programs.PathOf("postgres")], cancellationToken))
                    return prefix;
                tried.Add($"{Path.GetFileName(prefix[0])} {user.Name}");
            }
        }
        throw new PumFailureException(
            ServerFailures.NoUnprivilegedUser(programs.BinDirectory, tried.DefaultIfEmpty("neither postgres nor nobody exists")));
    }

    private readonly record struct User(string Name, string Id, string Group);

    private static async Task<IEnumerable<User>> UsersAsync(CancellationToken cancellationToken)
    {
        var entries = await File.ReadAllLinesAsync("/etc/passwd", cancellationToken);
        return from name in Users
               from entry in entries
               let fields = entry.Split(':')
               where fields.Length > 3 && fields[0] == name
               select new User(name, fields[2], fields[3]);
    }

    // setpriv and runuser are util-linux's and pass arguments on as they are; macOS has sudo; su is everywhere and the oddest. The
    // probe in PrefixAsync tells BusyBox's lesser namesakes apart.
    private static IEnumerable<ImmutableArray<string>> Prefixes(User user)
    {
        if (Program("setpriv") is { } setpriv && int.TryParse(user.Id, CultureInfo.InvariantCulture, out var id) && id > 0)
            yield return [setpriv, $"--reuid={user.Id}", $"--regid={user.Group}", "--clear-groups", "--"];
        if (Program("runuser") is { } runuser)
            yield return [runuser, "-u", user.Name, "--"];
        if (Program("sudo") is { } sudo)
            yield return [sudo, "-n", "-u", user.Name, "--"];
        if (Program("su") is { } su)
            yield return [su, "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "--", user.Name];
    }

    // Root runs nothing that PATH leads to.
    private static string? Program(string name) =>
        ProgramFolders.Select(folder => $"{folder}/{name}").FirstOrDefault(File.Exists);

    private static async Task<bool> SucceedsAsync(ImmutableArray<string> command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in command.Skip(1))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0;
    }
}
