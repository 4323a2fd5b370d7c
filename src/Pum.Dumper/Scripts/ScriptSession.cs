using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Pum.Dumper.Scripts;

/// <summary>How psql is started and what it is fed behind a script, so that the script is restored whole or not at all.</summary>
/// <remarks>
/// The guard is a table whose deferred unique constraint is violated until the script has been fed to its checked end: no COMMIT can
/// succeed before, whoever sends it. psql takes the end of its input for the end of the script, so that a feeder that is killed would
/// otherwise commit a half. Every name is random: the script was written before, and cannot know it.
/// </remarks>
internal sealed record ScriptSession
{
    private ScriptSession(ScriptMode mode, PostgresVersion psql, bool trusted)
    {
        Mode = mode;
        var guard = "pum_guard_" + Secret();
        EndMarker = "pum_end_" + Secret();
        Arguments = [.. MakeArguments(mode, guard, psql.KnowsRestrict() && !trusted)];
        // Without a guard COMMIT ends a transaction that the script left open, and is only a warning where it left none.
        Epilogue = mode == ScriptMode.Guarded
            ? $"RESET SESSION AUTHORIZATION;\nRESET ROLE;\nDELETE FROM pg_temp.{guard};\nCOMMIT;\nSELECT '{EndMarker}';\n"
            : $"COMMIT;\nSELECT '{EndMarker}';\n";
    }

    /// <summary>What an error does, and what it leaves.</summary>
    public ScriptMode Mode { get; }

    /// <summary>Whether one transaction holds the whole script.</summary>
    public bool IsGuarded => Mode == ScriptMode.Guarded;

    /// <summary>Arguments for psql, to stand beside the connection and <c>--no-password</c>; the script comes on standard input.</summary>
    public ImmutableArray<string> Arguments { get; }

    /// <summary>What follows the script, once its end has been checked.</summary>
    public string Epilogue { get; }

    /// <summary>
    /// The line that psql writes to standard output when everything before it is done, in a guarded session COMMIT included. Exit code
    /// 0 without this line proves nothing.
    /// </summary>
    public string EndMarker { get; }

    /// <summary>The tag of a dollar quote around COPY's rows; see <see cref="ScriptFeed"/>.</summary>
    public string RowsTag { get; } = "$pum_rows_" + Secret() + "$";

    /// <summary>Makes one.</summary>
    /// <param name="mode">What an error does.</param>
    /// <param name="psql">The psql that will run it.</param>
    /// <param name="trusted">Whether psql may run the script's backslash commands.</param>
    public static ScriptSession For(ScriptMode mode, PostgresVersion psql, bool trusted) => new(mode, psql, trusted);

    private static IEnumerable<string> MakeArguments(ScriptMode mode, string guard, bool restrict)
    {
        yield return "--no-psqlrc";
        yield return "--quiet";
        yield return "--no-align";
        yield return "--tuples-only";
        yield return "--set=VERBOSITY=verbose";
        yield return mode == ScriptMode.GoingOn ? "--set=ON_ERROR_STOP=off" : "--set=ON_ERROR_STOP=on";
        yield return mode == ScriptMode.Guarded ? "--set=AUTOCOMMIT=off" : "--set=AUTOCOMMIT=on";
        if (restrict)
            yield return @"--command=\restrict " + Secret();
        // psql reads strings by this setting, which a role or a database may have of its own.
        yield return "--command=SET standard_conforming_strings = on";
        // Each statement commits by itself, and nobody sees the database before it is renamed, which is written to disk.
        if (mode == ScriptMode.IntoNew)
            yield return "--command=SET synchronous_commit = off";
        if (mode == ScriptMode.Guarded)
        {
            yield return $"--command=CREATE TEMPORARY TABLE {guard} (a int UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP";
            yield return $"--command=INSERT INTO pg_temp.{guard} VALUES (1), (1)";
        }
        // Commands on the command line leave the line numbers of the script alone.
        yield return "--file=-";
    }

    private static string Secret() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
