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
    private ScriptSession(bool guarded, PsqlVersion psql, bool trusted)
    {
        IsGuarded = guarded;
        var guard = "pum_guard_" + Secret();
        EndMarker = "pum_end_" + Secret();
        Arguments = [.. MakeArguments(guarded ? guard : null, psql.KnowsRestrict && !trusted)];
        Epilogue = guarded
            ? $"RESET SESSION AUTHORIZATION;\nRESET ROLE;\nDELETE FROM pg_temp.{guard};\nCOMMIT;\nSELECT '{EndMarker}';\n"
            : $"SELECT '{EndMarker}';\n";
    }

    /// <summary>Whether one transaction holds the whole script.</summary>
    public bool IsGuarded { get; }

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

    /// <summary>One transaction; stops at the first error.</summary>
    /// <param name="psql">The psql that will run it.</param>
    /// <param name="trusted">Whether psql may run the script's backslash commands.</param>
    public static ScriptSession Guarded(PsqlVersion psql, bool trusted) => new(guarded: true, psql, trusted);

    /// <summary>No transaction of ours; goes on after errors.</summary>
    /// <inheritdoc cref="Guarded"/>
    public static ScriptSession GoingOn(PsqlVersion psql, bool trusted) => new(guarded: false, psql, trusted);

    private static IEnumerable<string> MakeArguments(string? guard, bool restrict)
    {
        yield return "--no-psqlrc";
        yield return "--quiet";
        yield return "--no-align";
        yield return "--tuples-only";
        yield return "--set=VERBOSITY=verbose";
        yield return guard is null ? "--set=ON_ERROR_STOP=off" : "--set=ON_ERROR_STOP=on";
        yield return guard is null ? "--set=AUTOCOMMIT=on" : "--set=AUTOCOMMIT=off";
        if (restrict)
            yield return @"--command=\restrict " + Secret();
        // psql reads strings by this setting, which a role or a database may have of its own.
        yield return "--command=SET standard_conforming_strings = on";
        if (guard is not null)
        {
            yield return $"--command=CREATE TEMPORARY TABLE {guard} (a int UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP";
            yield return $"--command=INSERT INTO pg_temp.{guard} VALUES (1), (1)";
        }
        // Commands on the command line leave the line numbers of the script alone.
        yield return "--file=-";
    }

    private static string Secret() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
