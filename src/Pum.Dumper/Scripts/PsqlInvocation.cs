using System.Collections.Immutable;
using System.Security.Cryptography;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Scripts;

/// <summary>How psql is started and what it is fed after a script, so that the script is restored whole or not at all.</summary>
/// <remarks>
/// The guard is a cursor WITH HOLD whose query fails. PostgreSQL runs that query at COMMIT, to keep its rows, so that no COMMIT can succeed
/// before the cursor is closed, and it is closed only when the script has been fed to its checked end. A cursor takes no right, fires no
/// event trigger, and <c>SET CONSTRAINTS ALL IMMEDIATE</c> leaves it alone. Its name is random: the script was written before, and cannot
/// know it. A script may send a ROLLBACK that the check does not see, which ends the guard too: from a file that it includes, where it is
/// trusted, or where the server reads it otherwise than psql does. So the session's other transactions are read-only: what follows fails
/// instead of being committed piece by piece.
/// </remarks>
internal sealed record PsqlInvocation
{
    private PsqlInvocation(ScriptMode mode, PostgresVersion psql, bool trusted)
    {
        Mode = mode;
        var guard = SqlStateMessages.Guard + Secret();
        EndMarker = "pum_end_" + Secret();
        TransactionMarker = "pum_transaction_" + Secret() + "_";
        Arguments = [.. MakeArguments(mode, guard, TransactionMarker, trusted, psql.KnowsRestrict() && !trusted)];
        // Without a guard COMMIT ends a transaction that the script left open, and is only a warning where it left none. A trusted script
        // may have told psql to go on after errors, which would take it past a guard that is gone.
        Epilogue = mode == ScriptMode.Guarded
            ? $"{(trusted ? "\\set ON_ERROR_STOP on\n" : "")}CLOSE {guard};\nCOMMIT;\nSELECT '{EndMarker}';\n"
            : $"COMMIT;\nSELECT '{EndMarker}';\n";
    }

    /// <summary>What an error does, and what it leaves.</summary>
    public ScriptMode Mode { get; }

    /// <summary>Whether one transaction holds the whole script.</summary>
    public bool IsGuarded => Mode == ScriptMode.Guarded;

    /// <summary>Arguments for psql, in addition to the connection and <c>--no-password</c>; the script comes on standard input.</summary>
    public ImmutableArray<string> Arguments { get; }

    /// <summary>The same, with a role that is taken on last, after the guard, which belongs to the role that logged in.</summary>
    public ImmutableArray<string> ArgumentsAs(string? role) =>
        role is null ? Arguments : Arguments.Insert(Arguments.Length - 1, $"--command=SET ROLE {Sql.Identifier(role)}");

    /// <summary>What follows the script, once its end has been checked.</summary>
    public string Epilogue { get; }

    /// <summary>
    /// The line that psql writes to standard output when everything before it is done, in a guarded session COMMIT included. Exit code
    /// 0 without this line proves nothing.
    /// </summary>
    public string EndMarker { get; }

    /// <summary>What precedes the number of a guarded session's transaction on standard output.</summary>
    public string TransactionMarker { get; }

    /// <summary>The tag of a dollar quote around COPY's rows; see <see cref="ScriptFeed"/>.</summary>
    public string RowsTag { get; } = "$pum_rows_" + Secret() + "$";

    /// <summary>Makes one.</summary>
    /// <param name="mode">What an error does.</param>
    /// <param name="psql">The psql that will run it.</param>
    /// <param name="trusted">Whether psql may run the script's backslash commands.</param>
    public static PsqlInvocation For(ScriptMode mode, PostgresVersion psql, bool trusted) => new(mode, psql, trusted);

    private static IEnumerable<string> MakeArguments(ScriptMode mode, string guard, string transaction, bool trusted, bool restrict)
    {
        yield return "--no-psqlrc";
        yield return "--quiet";
        yield return "--no-align";
        yield return "--tuples-only";
        yield return "--set=VERBOSITY=verbose";
        yield return mode == ScriptMode.GoingOn ? "--set=ON_ERROR_STOP=off" : "--set=ON_ERROR_STOP=on";
        yield return "--set=AUTOCOMMIT=on";
        if (restrict)
            yield return @"--command=\restrict " + Secret();
        yield return $"--command={SessionStart.StatementForScript}";
        // psql reads strings by this setting, which a role or a database may have of its own.
        yield return "--command=SET standard_conforming_strings = on";
        // Each statement commits by itself, and no client sees the database before it is renamed, which is written to disk.
        if (mode == ScriptMode.IntoNew)
            yield return "--command=SET synchronous_commit = off";
        if (mode == ScriptMode.Guarded)
        {
            // A role or database that is read-only by its own settings is meant to be: READ WRITE below would override that.
            yield return $"--command=SELECT {FailingCast("transactions are read-only here")} WHERE pg_catalog.current_setting('transaction_read_only')::pg_catalog.bool";
            yield return "--command=SET default_transaction_read_only = on";
            yield return "--command=BEGIN READ WRITE";
            yield return $"--command=DECLARE {guard} NO SCROLL CURSOR WITH HOLD FOR SELECT {FailingCast(guard)}";
            yield return $"--command=SELECT pg_catalog.concat('{transaction}', pg_catalog.txid_current())";
        }
        // After a \connect, which discards the session's settings, a statement is committed only if the script says COMMIT.
        if (mode == ScriptMode.Guarded && trusted)
            yield return @"--command=\set AUTOCOMMIT off";
        // Commands on the command line leave the line numbers of the script alone.
        yield return "--file=-";
    }

    /// <summary>An expression that fails when it runs and not when it is planned, with an error that quotes the text.</summary>
    private static string FailingCast(string text) => $"pg_catalog.concat('{text}')::pg_catalog.int4";

    private static string Secret() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
