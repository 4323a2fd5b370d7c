using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using Npgsql;
using Pum.Dumper.Failures;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Languages;

/// <summary>
/// A server that speaks another language, by a locale that is made for it: few machines have one. A test is inconclusive where none can be
/// made, or where the server's translations are not installed.
/// </summary>
internal sealed class ForeignServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private ForeignServer(DirectoryInfo folder, TemporaryServer server) => (_folder, Server) = (folder, server);

    /// <summary>The server.</summary>
    public TemporaryServer Server { get; }

    /// <summary>Where the client tools are.</summary>
    public string ToolPath { get; private init; } = "";

    /// <summary>Where the locale is: the value of <c>LOCPATH</c> for who is to speak that language too.</summary>
    public string LocalePath => _folder.FullName;

    /// <summary>Starts a server; <paramref name="locale"/> is one of glibc's, <c>de_DE</c> for instance.</summary>
    public static async Task<ForeignServer> StartAsync(string locale)
    {
        var programs = (await TestServer.GetAsync()).BinDirectory;
        var folder = Directory.CreateTempSubdirectory("pum_locale_");
        try
        {
            await MakeLocaleAsync(folder, locale);
            var server = await StartAsync(folder, programs, $"{locale}.UTF-8");
            var foreign = new ForeignServer(folder, server) { ToolPath = programs };
            if (await WordsAsync(server) != "division by zero")
                return foreign;
            await foreign.DisposeAsync();
        }
        catch
        {
            if (Directory.Exists(folder.FullName))
                folder.Delete(recursive: true);
            throw;
        }
        throw new AssertInconclusiveException($"The server has no messages in {locale} here: install its translations.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task MakeLocaleAsync(DirectoryInfo folder, string locale)
    {
        try
        {
            var start = new ProcessStartInfo("localedef", ["-i", locale, "-f", "UTF-8", Path.Combine(folder.FullName, $"{locale}.UTF-8")]) { RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var errors = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (Directory.Exists(Path.Combine(folder.FullName, $"{locale}.UTF-8")))
                return;
            throw new AssertInconclusiveException($"localedef makes no {locale} here (on Debian it needs the package locales): {errors}");
        }
        catch (Win32Exception exception)
        {
            throw new AssertInconclusiveException($"There is no localedef here: {exception.Message}", exception);
        }
    }

    /// <summary>The server's programs, each under the locale's folder.</summary>
    private static async Task<TemporaryServer> StartAsync(DirectoryInfo folder, string programs, string messages)
    {
        var bin = folder.CreateSubdirectory("bin").FullName;
        foreach (var program in new[] { "initdb", "pg_ctl", "postgres" })
        {
            MakeReadable(TestProgram.Write(
                Path.Combine(bin, program), $"LOCPATH='{folder.FullName}' exec '{Path.Combine(programs, program)}' \"$@\""));
        }
        // The server's user is another where the tests run as root.
        foreach (var part in folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Append(folder))
            MakeReadable(part.FullName);
        try
        {
            var server = await TemporaryServer.StartAsync(new()
            {
                BinDirectory = bin,
                Tcp = true,
                Settings = ImmutableDictionary<string, string>.Empty.Add("lc_messages", messages),
            });
            await TestServer.MakeRolesAsync(server);
            return server;
        }
        catch (PumFailureException exception)
        {
            throw new AssertInconclusiveException($"The server does not take {messages}: {exception.Failure}", exception);
        }
    }

    private static void MakeReadable(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | (UnixFileMode)0b101_101_101);
    }

    private static async Task<string> WordsAsync(TemporaryServer server)
    {
        await using var connection = new NpgsqlConnection(server.ToNpgsql().ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT 1/0", connection);
        return (await Assert.ThrowsExactlyAsync<PostgresException>(() => command.ExecuteScalarAsync())).MessageText;
    }
}
