using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Pum.Dumper.Archives;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Dumping;

/// <summary>Dumps a database.</summary>
internal static partial class DumpOperation
{
    /// <summary>Dumps a database to a file, whole or not at all.</summary>
    /// <exception cref="PgDumpFailedException">Any failure; an existing file is untouched.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; an existing file is untouched.</exception>
    public static Task<DumpResult> RunAsync(DumpRequest request, IReporter reporter, CancellationToken cancellationToken = default) =>
        RunAsync(request, reporter, HostEnvironment.Current(request.BaseDirectory), cancellationToken);

    internal static async Task<DumpResult> RunAsync(DumpRequest request, IReporter reporter, HostEnvironment environment, CancellationToken cancellationToken)
    {
        try
        {
            return await DumpAsync(request, reporter, environment, cancellationToken);
        }
        catch (PumFailureException failure)
        {
            throw new PgDumpFailedException(failure);
        }
    }

    private static async Task<DumpResult> DumpAsync(DumpRequest request, IReporter reporter, HostEnvironment environment, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        // Errors that need no server are reported together; the rest pg_dump reports itself, once.
        var found = new Findings();
        found.Add(Find(request));
        var additional = found.Try(() => AdditionalOptions.Parse(request.AdditionalOptions, OwnedOptions.PgDump));
        var compression = found.Try(() => DumpCompression.Parse(request.Compression, request.Format));
        var connection = found.Try(() => Resolve(request, reporter, environment))!;
        using var destination = found.Try(() => DumpDestination.Prepare(request.File, request.Format, reporter))!;
        var installed = await found.TryAsync(() => ToolSearch.FindAsync(ClientTool.PgDump, request.ToolPath, environment, cancellationToken));
        found.ThrowIfAny();
        var tool = await PickToolAsync(installed, request, compression, connection, reporter, environment, cancellationToken);
        reporter.Message(ReportImportance.Low, $"pg_dump {tool.Version} in {tool.Path}");

        var run = new DumpRun(request, connection, tool, destination, additional, reporter, environment);
        await ConnectionProbe.RunAsync(
            connection,
            Context(request.Caller, request, connection),
            () => ConnectionCheck.RunAsync(connection, checking => (run with { Connection = checking }).RunAsync(compression, cancellationToken)),
            cancellationToken);
        using var removal = new AtProcessExit(destination.Dispose);

        destination.Check();
        var (serverVersion, clientVersion) = ReadBack(destination.WorkPath, request, cancellationToken);
        if (request.Format == DumpFormat.Plain)
            await ReproducibleKey.ApplyAsync(destination.WorkPath, cancellationToken);
        var digest = await DumpDigest.OfAsync(destination.WorkPath, cancellationToken);
        destination.Publish(reporter);

        var result = new DumpResult
        {
            File = destination.Path,
            Format = request.Format,
            Sha256 = digest.Sha256,
            Size = digest.Size,
            ServerVersion = serverVersion,
            ClientVersion = clientVersion,
            Duration = watch.Elapsed,
        };
        reporter.Message(ReportImportance.High, string.Create(CultureInfo.InvariantCulture,
            $"{request.Caller}: {result.File}, {request.Format.ToString().ToLowerInvariant()}, {result.Size:N0} bytes in {result.Duration.TotalSeconds:0.0} s (server {serverVersion}, pg_dump {clientVersion})"));
        return result;
    }

    /// <summary>What can be said without looking at anything but the request.</summary>
    private static IEnumerable<PumFailure> Find(DumpRequest request)
    {
        if (request.SchemaOnly && request.DataOnly)
            yield return OptionFailures.ExcludesEachOther("SchemaOnly", "DataOnly");
        if (request.Format == DumpFormat.Tar)
            yield return OptionFailures.FormatNotWritten("tar");
    }

    private static Connection Resolve(DumpRequest request, IReporter reporter, HostEnvironment environment)
    {
        var connection = ConnectionResolver.Resolve(request.Connection, environment).WithApplicationName(SessionName.Next(request.Caller));
        reporter.Message(ReportImportance.High, $"{request.Caller} → {connection.Display}");
        return connection;
    }

    /// <summary>
    /// The lowest pg_dump that can read this server and do what is asked. The server is asked for its version only where that makes a
    /// difference: with one pg_dump installed, pg_dump itself says when it is too old.
    /// </summary>
    private static async Task<InstalledTool> PickToolAsync(
        ImmutableArray<InstalledTool> installed, DumpRequest request, DumpCompression? compression, Connection connection, IReporter reporter, HostEnvironment environment, CancellationToken cancellationToken)
    {
        var (needed, reason) = (0, "");
        if (!request.Filter.ExcludeExtensions.IsEmpty)
            (needed, reason) = (17, "ExcludeExtensions came with pg_dump 17");
        else if (compression is { NeedsMethods: true })
            (needed, reason) = (DumpCompression.MethodsSince, $"Compression=\"{request.Compression}\" came with pg_dump {DumpCompression.MethodsSince}");

        var hasPatterns = !request.Filter.IsEmpty;
        if (hasPatterns || request.Connection.WaitForServer > 0 || installed[0].Version.Major != installed[^1].Version.Major)
        {
            var psql = (await ToolSearch.FindAsync(ClientTool.Psql, request.ToolPath, environment, cancellationToken))[^1];
            var psqlContext = Context("psql", request, connection);
            Task<ImmutableArray<string>> Query(string sql) => ConnectionProbe.RunAsync(
                connection, psqlContext, () => PsqlQuery.RunAsync(psql, connection, sql, environment, psqlContext, cancellationToken), cancellationToken);
            var server = await ServerWait.UntilReachedAsync(() => Query("SHOW server_version_num;\n"), TimeSpan.FromSeconds(request.Connection.WaitForServer), reporter, cancellationToken);
            var serverMajor = int.Parse(server[0], CultureInfo.InvariantCulture) / 10000;
            if (serverMajor > needed)
                (needed, reason) = (serverMajor, $"the server is PostgreSQL {serverMajor}");
            await NameCheck.RunAsync(request.Filter, Query, connection, reporter);
        }

        return ToolSearch.Pick(ClientTool.PgDump, installed, needed, reason);
    }

    private static ToolFailureContext Context(string tool, DumpRequest request, Connection connection) =>
        new(tool, 0, [], connection.Display, Dumping: true, request.File, connection.MayNeedEscaping, connection.Redact);

    /// <summary>Reads the finished dump as a restore would, before it replaces anything.</summary>
    private static (string ServerVersion, string ClientVersion) ReadBack(string path, DumpRequest request, CancellationToken cancellationToken)
    {
        if (request.Format == DumpFormat.Plain)
            return PlainHeader(path);
        try
        {
            var archive = Archive.Read(DumpFile.Recognise(path, cancellationToken), cancellationToken);
            archive.Verify(cancellationToken: cancellationToken);
            return (Short(archive.Header.ServerVersion), Short(archive.Header.ClientVersion));
        }
        catch (PumFailureException exception)
        {
            throw new PumFailureException(DumpFailures.NotReadBack(request.File, path, exception.Failure), exception);
        }
    }

    /// <summary>pg_dump's header names both versions within its first lines.</summary>
    private static (string ServerVersion, string ClientVersion) PlainHeader(string path)
    {
        var head = string.Join('\n', File.ReadLines(path).Take(20));
        return (Short(DumpedFrom().Match(head).Groups[1].Value), Short(DumpedBy().Match(head).Groups[1].Value));
    }

    private static string Short(string version) => PostgresVersion.TryParse(version)?.ToString() ?? version;

    [GeneratedRegex("^-- Dumped from database version (.*)$", RegexOptions.Multiline)]
    private static partial Regex DumpedFrom();

    [GeneratedRegex("^-- Dumped by pg_dump version (.*)$", RegexOptions.Multiline)]
    private static partial Regex DumpedBy();
}
