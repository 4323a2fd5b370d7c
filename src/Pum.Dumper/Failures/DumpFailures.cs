using System.Globalization;
using System.Text.RegularExpressions;
using static Pum.Dumper.Failures.SessionFailures;

namespace Pum.Dumper.Failures;

/// <summary>The catalogue's part about dumping: PUM1004, PUM2002, PUM4001 and PUM4003 to PUM4005.</summary>
internal static partial class DumpFailures
{
    /// <summary>
    /// pg_dump's own words, and all it says of the answer to a worker's LOCK (<c>lockTableForWorker</c> in
    /// <c>src/bin/pg_dump/parallel.c</c>).
    /// </summary>
    public const string WorkerLockWords = "error: could not obtain lock on relation";

    /// <summary>A warning of pg_dump's own.</summary>
    public static PumFailure ToolWarns(string words, string hint) => new()
    {
        Code = PumCodes.PgDumpFailed,
        Message = $"pg_dump warns: {Sentence(words)}",
        Advice = hint,
        CallersAdvice = CallersAdvice.SilenceWarning,
    };

    public static PumFailure Failed(string words, FailureContext context) => new()
    {
        Code = PumCodes.PgDumpFailed,
        Message = $"PgDumpFailed: {context.Tool} ended with exit code {context.ExitCode}: {Sentence(words)}",
        Advice = "",
        CallersAdvice = CallersAdvice.ShowOutput,
    };

    /// <summary>
    /// What pg_dump wrote cannot be read back. Its seek back to the head of an archive fails where the disk is full, and it goes over that
    /// without a word and exits with 0 (<c>_CloseArchive</c> in <c>src/bin/pg_dump/pg_backup_custom.c</c>).
    /// </summary>
    public static PumFailure NotReadBack(string file, string workPath, PumFailure reason) => reason with
    {
        Code = PumCodes.PgDumpFailed,
        Message = $"PgDumpFailed: pg_dump ended without an error, but its dump is incomplete or damaged: {reason.Message.Replace(Path.GetFileName(workPath), Path.GetFileName(file), StringComparison.Ordinal)}",
        Advice = $"Check for free space where '{file}' is written; an existing dump there is untouched.",
        Location = null,
    };

    public static PumFailure ServerNewer(string words, FailureContext context) =>
        context.TooOld is { } tooOld && ServerMajor(context) is { } major
            ? tooOld(major)
            : new()
            {
                Code = PumCodes.ToolTooOld,
                Message = $"{context.Tool} is older than the server.",
                Advice = "Install the client tools of the server's major version, or name their folder with ToolPath.",
            };

    public static PumFailure NothingMatches(string words, FailureContext context) => new()
    {
        Code = PumCodes.DumpFilterMatchesNothing,
        Message = $"Nothing is left to dump: {Sentence(words)}",
        Advice = "Check the patterns of Schemas, Tables and the exclusions.",
    };

    public static PumFailure NameMatchesNothing(string parameter, string pattern, string display, bool isError) => new()
    {
        Code = PumCodes.DumpFilterMatchesNothing,
        Message = $"{parameter} names '{pattern}', which matches nothing in {display}.",
        Advice = isError
            ? "Correct the name (put double quotes around capitals and special characters), or set StrictNames=\"false\" if it need not exist."
            : "Take it out if it need not match.",
        CallersAdvice = FilterFailures.AdviceOnName(pattern, isError),
    };

    /// <summary>pg_dump waits for locks under statement_timeout; in a restore it is the script's own.</summary>
    public static PumFailure StatementTimeout(string words, FailureContext context) =>
        context.Dumping ? LockNotHad(words, context) : RestoreFailures.Failed(words, context);

    public static PumFailure LockNotHad(string words, FailureContext context) => new()
    {
        Code = context.Dumping ? PumCodes.DumpLockTimeout : PumCodes.TargetInUse,
        Message = $"Timed out waiting for a lock: {Sentence(words)}",
        Advice = context.Dumping
            ? "Wait for the other session to end its transaction, or raise LockTimeout."
            : "Wait for the other session to end its transaction.",
    };

    /// <summary>A worker of a parallel dump waits for no lock: it fails where another session waits for one that shuts it out.</summary>
    public static PumFailure WorkerLockNotHad(string words, FailureContext context) => LockNotHad(words, context) with
    {
        Message = $"A parallel worker could not lock its table: {Sentence(words)}",
        Advice = "Another session is waiting to change that table: dump again when it is done, or with Jobs=\"1\". If there is no such session, the server ended the worker's session.",
    };

    /// <summary>The tool's own words: the disk that a dump is written to; a restore writes to the server alone.</summary>
    public static PumFailure DiskFull(string words, FailureContext context) =>
        context.Dumping ? DiskFull(words, context.File) : RestoreFailures.ServerDiskFull(words);

    /// <summary>The disk that a dump is written to.</summary>
    public static PumFailure DiskFull(string words, string file) => new()
    {
        Code = PumCodes.DumpDiskFull,
        Message = $"The disk is full: {Sentence(words)}",
        Advice = $"Make room where '{file}' is written; an existing dump there is untouched.",
    };

    public static PumFailure FolderNotMade(string folder, string reason) => new()
    {
        Code = PumCodes.DumpNotWritable,
        Message = $"The folder '{folder}' cannot be created: {Sentence(reason)}",
        Advice = "Choose another File, or make the folder writable.",
    };

    public static PumFailure LinkNotFollowed(string file, string reason) => new()
    {
        Code = PumCodes.DumpNotWritable,
        Message = $"'{file}' cannot be written, because it goes through a symbolic link that cannot be followed: {Sentence(reason)}",
        Advice = "Correct the link, or choose another File.",
    };

    /// <summary>Other users may write to the folder of the dump.</summary>
    public static PumFailure Exchanged(string file) => new()
    {
        Code = PumCodes.DumpNotWritable,
        Message = $"'{file}' was not written: another program replaced the unfinished dump.",
        Advice = "Choose a File in a folder that other users may not write to.",
    };

    /// <summary>Other users may write to a folder above that of the dump.</summary>
    public static PumFailure ParentExchanged(string file) => Exchanged(file) with
    {
        Message = $"'{file}' was not written: another program replaced the folder '{Path.GetDirectoryName(file)}' during the dump.",
    };

    public static PumFailure ForeignContent(string file) => new()
    {
        Code = PumCodes.DumpNotWritable,
        Message = $"'{file}' was not written: another program added files to the unfinished dump.",
        Advice = "Choose a File in a folder that other users may not write to.",
    };

    public static PumFailure NotReplaced(string file, string reason) => new()
    {
        Code = PumCodes.DumpNotWritable,
        Message = $"'{file}' cannot be written: {Sentence(reason)}",
        Advice = "Choose another File, or make the place writable.",
    };

    public static PumFailure NotWritten(string words, FailureContext context) => NotReplaced(context.File, words);

    public static PumFailure OldDumpLeft(string file, string aside, string reason) => new()
    {
        Code = PumCodes.DumpNotWritable,
        Message = $"'{file}' was replaced, but the old dump could not be removed from '{aside}': {Sentence(reason)}",
        Advice = "Remove it by hand.",
    };

    public static PumFailure NotPutBack(string file, string aside, string reason) => new()
    {
        Code = PumCodes.DumpNotWritable,
        Message = $"The previous '{file}' could not be put back from '{aside}': {Sentence(reason)}",
        Advice = "Move it back by hand before the next dump.",
    };

    public static PumFailure InTheWay(string file, string what) => new()
    {
        Code = PumCodes.DumpNotWritable,
        Message = $"'{file}' is {what}, which is never replaced.",
        Advice = "Choose another File, or move away what is there.",
    };

    private static int? ServerMajor(FailureContext context) =>
        context.Lines.Select(line => ServerVersion().Match(line)).FirstOrDefault(match => match.Success) is { } version
            ? int.Parse(version.Groups["major"].Value, CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex("server version: (?<major>[0-9]{1,4})", RegexOptions.CultureInvariant)]
    private static partial Regex ServerVersion();
}
