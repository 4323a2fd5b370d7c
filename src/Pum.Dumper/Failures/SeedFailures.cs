using System.Collections.Immutable;
using System.Globalization;
using static Pum.Dumper.Failures.SessionFailures;

namespace Pum.Dumper.Failures;

/// <summary>The catalogue's part about seeds: PUM6001 and PUM6002, and what has a code of its own but another sentence here.</summary>
internal static class SeedFailures
{
    /// <summary>Cloning needs DROP DATABASE … WITH (FORCE), and is tested from this version on.</summary>
    public static PumFailure ServerTooOld(int major, int oldest) => new()
    {
        Code = PumCodes.SeedNotPrepared,
        Message = $"Test databases cannot be cloned on PostgreSQL {major}.",
        Advice = $"Use a server of PostgreSQL {oldest} or later.",
    };

    /// <summary>Neither the code nor the seed nor the environment says a server.</summary>
    public static PumFailure NoConnection(PumFailure reason, string variable) => reason with
    {
        Advice = $"Put a connection string for the server of the tests into the environment variable {variable}, or give the seed a Service or a ConnectionStringVariable.",
        CallersAdvice = CallersAdvice.None,
    };

    public static PumFailure MayNotCreate(string role) => new()
    {
        Code = PumCodes.RestoreDenied,
        Message = $"The role '{role}' may not create databases, which every test database needs.",
        Advice = "Grant it CREATEDB (ALTER ROLE … CREATEDB), which a membership does not pass on.",
    };

    /// <summary>The server refused a statement of ours.</summary>
    public static PumFailure Refused(PumFailure reason) => reason with
    {
        Code = PumCodes.SeedNotPrepared,
        Message = $"The server refused to make or drop a test database: {Sentence(reason.Details.IsEmpty ? reason.Message : reason.Details[0])}",
        Advice = reason.SqlState switch
        {
            SqlStates.InsufficientPrivilege => "The role needs CREATEDB (ALTER ROLE … CREATEDB).",
            // For instance "checkpoint request failed".
            SqlStates.InternalError => "The reason is in the server's log, for instance a full disk.",
            _ => "",
        },
        CallersAdvice = CallersAdvice.None,
    };

    /// <summary>A session of ours was lost.</summary>
    public static PumFailure Lost(PumFailure reason) => reason with
    {
        Code = PumCodes.SeedNotPrepared,
        Message = $"The connection was lost while a test database was made or dropped: {Sentence(reason.Details.IsEmpty ? reason.Message : reason.Details[0])}",
        Advice = "Check the server's log for the reason, and run the tests again: the next run drops what this one left.",
    };

    /// <summary>A template or a clone is not there.</summary>
    public static PumFailure Gone(PumFailure reason) => reason with
    {
        Code = PumCodes.SeedNotPrepared,
        Message = $"Another session dropped or renamed a test database or its template: {Sentence(reason.Details.IsEmpty ? reason.Message : reason.Details[0])}",
        Advice = "Run the tests again.",
        CallersAdvice = CallersAdvice.None,
    };

    /// <summary>A database that this process made is not there; as if the server had said so.</summary>
    public static PumFailure NotThere(string database) => new()
    {
        Code = PumCodes.SeedNotPrepared,
        Message = $"the database '{database}' does not exist.",
        Advice = "",
        SqlState = SqlStates.InvalidCatalogName,
    };

    /// <summary>Other processes took every clone that was made for this one.</summary>
    public static PumFailure NoSpareLeft(string seed, int rounds) => new()
    {
        Code = PumCodes.SeedNotPrepared,
        Message = string.Create(CultureInfo.InvariantCulture, $"No test database of the seed '{seed}' could be claimed, although {rounds} were made."),
        Advice = "Run the tests again; if it happens every time, look at the databases pum_spare_… and at their owner.",
    };

    /// <summary>A database of the name that a template is to have.</summary>
    public static PumFailure NameTaken(string database, string owner) => new()
    {
        Code = PumCodes.SeedNotPrepared,
        Message = $"The database '{database}' belongs to the role '{owner}', so it cannot be a template of yours.",
        Advice = "Have its owner or a superuser drop it.",
    };

    /// <summary>A database got the name of a template while that was being restored.</summary>
    public static PumFailure CameBetween(string database) => new()
    {
        Code = PumCodes.SeedNotPrepared,
        Message = $"Another session created a database '{database}' while the template of that name was being made.",
        Advice = "Run the tests again. If the database belongs to another role, have that role or a superuser drop it.",
    };

    /// <summary>The name that a template is to have belongs to one whose stamp this version cannot read.</summary>
    public static PumFailure OtherVersion(string database) => new()
    {
        Code = PumCodes.SeedNotPrepared,
        Message = $"Another version of Pum.Testing made the template '{database}', and this one cannot read what its comment says.",
        Advice = "Use one version in all projects that share the server, or drop that database when none of them runs.",
    };

    /// <summary>Something is in a clone that the role may not end.</summary>
    public static PumFailure CloneHeld(PumFailure reason, string database, IReadOnlyCollection<string> holders) => reason with
    {
        Message = holders.Count == 0 ? reason.Message : $"The database '{database}' is in use by {string.Join(", ", holders)}.",
        Advice = "End what is there; the next run drops the database.",
    };

    /// <summary>Another session dropped or changed what had just been made.</summary>
    public static PumFailure Vanished(string seed, string database) => new()
    {
        Code = PumCodes.SeedNotPrepared,
        Message = $"The template of the seed '{seed}' is not there any more: another session dropped or changed the database '{database}'.",
        Advice = "Run the tests again.",
    };

    /// <summary>Code of the caller's that prepares a template failed.</summary>
    public static PumFailure PreparationFailed(string seed, string type, string message, IEnumerable<string> details) => new()
    {
        Code = PumCodes.SeedNotPrepared,
        Message = $"The code that prepares the seed '{seed}' failed with {type}: {Sentence(message.ReplaceLineEndings(" "))}",
        Advice = "Its stack trace follows. Correct the code, or the dump that it works on.",
        Details = [.. details],
    };

    /// <summary>Code that prepares a template waits for itself.</summary>
    public static PumFailure WaitsForItself(string seed) => new()
    {
        Code = PumCodes.SeedNotPrepared,
        Message = $"The code that prepares a seed asks for a clone of '{seed}', whose template waits for that code to end.",
        Advice = "Use the connection string that is passed to the code, and prepare no two seeds each from the other.",
    };

    /// <summary>Sessions in a template that is being prepared came back each time that they were ended.</summary>
    public static PumFailure StillInUse(string seed, ImmutableArray<string> sessions) => new()
    {
        Code = PumCodes.SeedNotPrepared,
        Message = $"The template of the seed '{seed}' is still in use after its preparation: {string.Join(", ", sessions)}.",
        Advice = "Close every connection, and end every transaction, before the code that prepares it returns.",
    };

    /// <summary>Sessions of other roles keep a test database in use.</summary>
    public static PumFailure OthersInside(string database, ImmutableArray<string> sessions) => new()
    {
        Code = PumCodes.SeedNotPrepared,
        Message = $"The database '{database}' is in use, and this role may not end {string.Join(", ", sessions)}.",
        Advice = "Close the connections of other roles before the test ends.",
    };

    public static PumFailure LockHeld(string seed, string? holder, TimeSpan patience, bool isPrepared = false) => new()
    {
        Code = PumCodes.SeedLocked,
        Message = string.Create(CultureInfo.InvariantCulture, $"The template of the seed '{seed}' was not made within {patience.TotalSeconds:0} s, because {holder ?? "another session"} holds its lock."),
        Advice = isPrepared
            ? "Have its role or a superuser end it with ROLLBACK PREPARED; pg_prepared_xacts lists it."
            : "Wait for that session, or end it with pg_terminate_backend().",
    };

    /// <summary>CREATE or DROP DATABASE did not end.</summary>
    public static PumFailure NotInTime(string database, TimeSpan limit) => new()
    {
        Code = PumCodes.SeedLocked,
        Message = string.Create(CultureInfo.InvariantCulture, $"The server did not make or drop the database '{database}' within {limit.TotalSeconds:0.#} s."),
        Advice = "It may be waiting for a session, in any database, whose client neither reads nor sends, as during a COPY. "
            + "The server's log names that session. End it with pg_terminate_backend().",
    };

    /// <summary>A database was locked by another session.</summary>
    public static PumFailure DatabaseLocked(PumFailure reason) => reason with
    {
        Code = PumCodes.SeedLocked,
        Message = $"Another session holds a lock on a test database: {Sentence(reason.Details.IsEmpty ? reason.Message : reason.Details[0])}",
        Advice = "pg_locks shows which; end it with pg_terminate_backend().",
        CallersAdvice = CallersAdvice.None,
    };

    public static PumFailure ManifestUnreadable(string file, string reason) => new()
    {
        Code = PumCodes.DumpNotReadable,
        Message = $"The list of seeds cannot be read: {Sentence(reason)}",
        Advice = "Build again.",
        Location = new(file),
    };

    public static PumFailure DumpGone(string file) => new()
    {
        Code = PumCodes.DumpNotReadable,
        Message = $"The dump '{file}', which the list of seeds names, does not exist.",
        Advice = "Build again, which copies it there.",
        Location = new(file),
    };

    /// <summary>The dump is another one than that which was described.</summary>
    public static PumFailure OtherDump(string file) => new()
    {
        Code = PumCodes.DumpNotReadable,
        Message = $"The dump '{file}' is not the one that the list of seeds describes: one of the two is out of date.",
        Advice = "Build again; if that does not copy the dump, rebuild (dotnet build --no-incremental).",
        Location = new(file),
    };

    /// <summary>A file is not the one any more that a template was looked for by.</summary>
    public static PumFailure DumpChanged(string file) => new()
    {
        Code = PumCodes.DumpNotReadable,
        Message = $"The file '{file}' was replaced after the tests had computed their template's key from it.",
        Advice = "Build again, and do not replace the file while tests run.",
        Location = new(file),
    };

    /// <summary>Two assemblies beside each other name different dumps alike.</summary>
    public static PumFailure SeveralSeeds(string name, string first, string second) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"The seed '{name}' is defined twice: in '{first}' and in '{second}'.",
        Advice = "Give one of them another Name.",
    };
}
