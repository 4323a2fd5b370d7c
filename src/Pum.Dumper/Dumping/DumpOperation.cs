using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Pum.Dumper.Archives;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Dumping;

/// <summary>Dumps a database.</summary>
internal static partial class DumpOperation
{
    /// <summary>
    /// How long a dump that is given up waits for the disk. What is removed while it is still being written stays on some network file
    /// systems, until the next dump to the same place removes it.
    /// </summary>
    private static readonly TimeSpan FlushGrace = TimeSpan.FromSeconds(1);

    /// <summary>Dumps a database to a file, whole or not at all.</summary>
    /// <exception cref="PgDumpFailedException">Any failure; an existing file is untouched.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; an existing file is untouched.</exception>
    public static Task<DumpResult> RunAsync(DumpRequest request, IReporter reporter, CancellationToken cancellationToken = default) =>
        RunAsync(request, reporter, HostEnvironment.Current(request.BaseDirectory), cancellationToken);

    internal static async Task<DumpResult> RunAsync(
        DumpRequest request, IReporter reporter, HostEnvironment environment, CancellationToken cancellationToken)
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

    private static async Task<DumpResult> DumpAsync(
        DumpRequest request, IReporter reporter, HostEnvironment environment, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var plan = await new DumpPlanner(request, reporter, environment, cancellationToken).PlanAsync();
        using var destination = DumpDestination.Prepare(request.File, request.Format, reporter);
        await new DumpRun(plan, destination, reporter, environment).RunAsync(cancellationToken);
        using var removal = new AtProcessExit(destination.Dispose);

        destination.Check();
        if (request.Format == DumpFormat.Plain)
            await destination.ChangeAsync(path => ReproducibleKey.ApplyAsync(path, cancellationToken));
        var (facts, digest) = await CompleteAsync(destination, request, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        destination.Publish(reporter);

        var result = new DumpResult
        {
            Database = plan.Connection.Database,
            File = destination.Path,
            Format = request.Format,
            Sha256 = digest.Sha256,
            Size = digest.Size,
            Tables = facts.Tables,
            ServerVersion = facts.ServerVersion,
            ClientVersion = facts.ClientVersion,
            Duration = watch.Elapsed,
        };
        reporter.Message(ReportImportance.High, string.Create(CultureInfo.InvariantCulture,
            $"{request.Caller}: {result.File}, {request.Format.ToString().ToLowerInvariant()}, {result.Size:N0} bytes in {result.Duration.TotalSeconds:0.0} s (server {result.ServerVersion}, pg_dump {result.ClientVersion})"));
        return result;
    }

    /// <summary>
    /// Reads the dump back, hashes it and writes it to the disk, each beside the others: what keeps one core busy, what another, and what
    /// waits for the disk.
    /// </summary>
    private static async Task<(DumpFacts Facts, DumpDigest Digest)> CompleteAsync(
        DumpDestination destination, DumpRequest request, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var stopped = stop.Token;
        var digesting = DigestAsync(destination.WorkPath, request, stopped);
        // Windows opens no handle that may write beside those that read and let nobody write.
        var flushing = OperatingSystem.IsWindows() ? null : Task.Run(() => destination.Flush(stopped), stopped);
        try
        {
            var facts = ReadBack(destination.WorkPath, request, cancellationToken);
            var digest = await digesting;
            if (flushing is null)
                destination.Flush(cancellationToken);
            else
                await flushing.WaitAsync(cancellationToken);
            return (facts, digest);
        }
        catch
        {
            await stop.CancelAsync();
            await ((Task)digesting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (flushing is not null)
                await Task.WhenAny(Ended(flushing), Task.Delay(FlushGrace, CancellationToken.None));
            throw;
        }
    }

    /// <summary>The end of work whose outcome no longer counts.</summary>
    private static async Task Ended(Task work) => await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static async Task<DumpDigest> DigestAsync(string path, DumpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await DumpDigest.OfAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, request, exception);
        }
    }

    /// <summary>Reads the finished dump as a restore would, before it replaces anything.</summary>
    private static DumpFacts ReadBack(string path, DumpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (request.Format == DumpFormat.Plain)
            {
                var (server, client) = PlainHeader(path);
                return new(server, client, Tables: null);
            }

            var archive = Archive.Read(DumpFile.Recognise(path, cancellationToken: cancellationToken), cancellationToken);
            archive.Verify(cancellationToken: cancellationToken);
            var tables = archive.Entries.Count(entry => request.DataOnly
                ? entry is { Description: "TABLE DATA", HasData: true }
                : entry.Description is "TABLE" or "FOREIGN TABLE");
            return new(Short(archive.Header.ServerVersion), Short(archive.Header.ClientVersion), tables);
        }
        catch (PumFailureException exception)
        {
            throw new PumFailureException(DumpFailures.NotReadBack(request.File, path, exception.Failure), exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, request, exception);
        }
    }

    private static PumFailureException Unreadable(string path, DumpRequest request, Exception exception) =>
        new(DumpFailures.NotReadBack(request.File, path, ArchiveFailures.Unreadable(path, exception.Message)), exception);

    /// <summary>pg_dump's header names both versions within its first lines.</summary>
    private static (string ServerVersion, string ClientVersion) PlainHeader(string path)
    {
        var head = string.Join('\n', File.ReadLines(path).Take(20));
        return (Short(DumpedFrom().Match(head).Groups[1].Value), Short(DumpedBy().Match(head).Groups[1].Value));
    }

    private static string Short(string version) => PostgresVersion.TryParse(version)?.ToString() ?? version;

    /// <summary>What a dump says of itself.</summary>
    private sealed record DumpFacts(string ServerVersion, string ClientVersion, long? Tables);

    [GeneratedRegex("^-- Dumped from database version (.*)$", RegexOptions.Multiline)]
    private static partial Regex DumpedFrom();

    [GeneratedRegex("^-- Dumped by pg_dump version (.*)$", RegexOptions.Multiline)]
    private static partial Regex DumpedBy();
}
