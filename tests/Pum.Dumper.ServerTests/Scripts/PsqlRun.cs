using System.Diagnostics;
using System.Text;
using Pum.Dumper.Scripts;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Scripts;

/// <summary>A psql that ran to its end.</summary>
internal sealed record PsqlRun(int ExitCode, string[] Output, string[] Errors)
{
    /// <summary>Runs psql in a database.</summary>
    public static async Task<PsqlRun> StartAsync(TestDatabase database, IEnumerable<string> arguments, Func<Stream, Task> feed)
    {
        var start = new ProcessStartInfo(Path.Combine(database.Server.BinDirectory, "psql"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = database.Password, ["PGCLIENTENCODING"] = "UTF8", ["LC_ALL"] = "C" },
        };
        foreach (var argument in (string[])["--no-password", "--dbname=" + database.Server.ToConninfo(database.Name, database.User), .. arguments])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await feed(process.StandardInput.BaseStream);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // psql has ended before the script did; its exit code and words are what the test looks at.
        }
        await process.WaitForExitAsync();
        return new(process.ExitCode, Lines(await output), Lines(await errors));
    }

    /// <summary>Feeds a script as a restore does, whether or not it would pass the check.</summary>
    public static async Task<PsqlRun> FeedAsync(TestDatabase database, string script, PsqlInvocation session)
    {
        var bytes = Encoding.UTF8.GetBytes(script);
        var request = new ScriptFeedRequest
        {
            Path = "/dumps/app.sql",
            Facts = ScriptScanner.Scan(new MemoryStream(bytes)),
            Invocation = session,
            ServerMajor = database.Server.Major,
        };
        return await StartAsync(
            database, session.Arguments, input => ScriptFeed.WriteAsync(request, new MemoryStream(bytes), input, CancellationToken.None));
    }

    /// <summary>The version of a server's own psql.</summary>
    public static PostgresVersion VersionOf(TemporaryServer server) =>
        server.Version.Split('.') is [var major, var minor]
            ? new(int.Parse(major, null), int.Parse(minor, null))
            : throw new FormatException(server.Version);

    /// <summary>Whether the session came to its end.</summary>
    public bool IsComplete(PsqlInvocation session) => Output.Contains(session.EndMarker);

    /// <inheritdoc/>
    public override string ToString() => $"exit {ExitCode}\n{string.Join('\n', Output)}\n{string.Join('\n', Errors)}";

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
