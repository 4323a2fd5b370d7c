using System.Collections.Immutable;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Scripts;

/// <summary>Decides from its facts whether a script may be restored; nothing has started yet.</summary>
internal static class ScriptCheck
{
    /// <summary>What prevents restoring a script, the decisive failure first; empty if nothing does.</summary>
    /// <param name="facts">The script's facts.</param>
    /// <param name="path">Full path of the script.</param>
    /// <param name="mode">What an error is to do.</param>
    /// <param name="trusted">Whether psql's backslash commands are welcome in it.</param>
    /// <param name="psql">The psql that will run it; where none is known, what depends on it is not asked.</param>
    public static ImmutableArray<PumFailure> Check(ScriptFacts facts, string path, ScriptMode mode, bool trusted, PostgresVersion? psql) =>
        // What follows it reads otherwise than was meant, so that nothing more is worth saying.
        facts.Above is { } above ? [ScriptFailures.ForeignText(path, above.FirstLine, above.LastLine, above.Text)] :
        facts.First(ScriptFindingKind.ByteOrderMark) is { } mark ? [ScriptFailures.ByteOrderMark(path, mark.Line)] :
        facts.LacksBeginning ? [ScriptFailures.NoBeginning(path)] :
        facts.IsFromTar && facts.First(ScriptFindingKind.Connect) is not null ? [ScriptFailures.FromTar(path)] :
    [
        .. CheckFile(facts, path, trusted),
        .. CheckCommands(facts, path, trusted, psql),
        .. mode switch
        {
            ScriptMode.Guarded => CheckTransaction(facts, path),
            ScriptMode.GoingOn => CheckCopies(facts, path),
            _ => CheckPrepared(facts, path),
        },
    ];

    /// <summary>What to be warned of in a script that may be restored.</summary>
    public static ImmutableArray<PumFailure> Warn(ScriptFacts facts, string path) =>
        facts.RewrittenLine is { } line ? [ScriptFailures.Rewritten(path, line)] : [];

    private static IEnumerable<PumFailure> CheckFile(ScriptFacts facts, string path, bool trusted)
    {
        if (facts.First(ScriptFindingKind.NulByte) is { } nul)
            yield return ScriptFailures.NulByte(path, nul.Line);
        if (facts.Origin is { IsCluster: true })
            yield return ScriptFailures.ClusterDump(path);
        else if (facts.First(ScriptFindingKind.Connect) is { } connect)
            yield return ScriptFailures.Connects(path, connect.Line, connect.Text);
        if (facts.First(ScriptFindingKind.HeaderInDump) is { } header)
            yield return ScriptFailures.CutAbove(path, header.Line);
        else if (facts.OpenEnd is { } open)
            yield return ScriptFailures.OpenEnd(path, open.Line, open.What);
        else if (facts.Origin is { IsComplete: false } or { IsRestrictOpen: true })
            yield return ScriptFailures.NoTrailer(path);
        else if (facts.Statements == 0 && !(trusted && facts.First(ScriptFindingKind.Command) is not null))
            yield return ScriptFailures.NoStatement(path);
    }

    private static IEnumerable<PumFailure> CheckCommands(ScriptFacts facts, string path, bool trusted, PostgresVersion? psql)
    {
        if (trusted)
            yield break;
        if (facts.First(ScriptFindingKind.LoneUnrestrict) is { } end)
        {
            yield return facts.Origin is null ? ScriptFailures.NoBeginning(path) : ScriptFailures.LoneUnrestrict(path, end.Line);
            yield break;
        }
        if (facts.First(ScriptFindingKind.Command) is { } command)
            yield return ScriptFailures.BackslashCommand(path, command.Line, command.Text);
        if (facts.First(ScriptFindingKind.Variable) is { } variable)
            yield return ScriptFailures.PsqlVariable(path, variable.Line, variable.Text);
        // A psql that can be restricted fails by itself where it reads the script otherwise than we did.
        if (psql?.KnowsRestrict() ?? true)
            yield break;
        if (facts.First(ScriptFindingKind.Ambiguity) is { } ambiguity)
            yield return ScriptFailures.Ambiguity(path, ambiguity.Line);
        if (facts.First(ScriptFindingKind.UnsafeEncoding) is { } encoding)
            yield return ScriptFailures.UnsafeEncoding(path, encoding.Line, encoding.Text);
    }

    private static IEnumerable<PumFailure> CheckTransaction(ScriptFacts facts, string path)
    {
        if (facts.First(ScriptFindingKind.Rollback) is { } rollback)
            yield return ScriptFailures.RollsBack(path, rollback.Line, rollback.Text);
        foreach (var prepared in CheckPrepared(facts, path))
            yield return prepared;
        if (facts.First(ScriptFindingKind.OutsideTransaction) is { } outside)
            yield return ScriptFailures.OutsideTransaction(path, outside.Line, outside.Text);
    }

    /// <summary>What is prepared outlives the session and would hold the database.</summary>
    private static IEnumerable<PumFailure> CheckPrepared(ScriptFacts facts, string path)
    {
        if (facts.First(ScriptFindingKind.PreparedTransaction) is { } prepared)
            yield return ScriptFailures.PreparesTransaction(path, prepared.Line, prepared.Text);
    }

    private static IEnumerable<PumFailure> CheckCopies(ScriptFacts facts, string path)
    {
        if (facts.First(ScriptFindingKind.BehindCopy) is { } behind)
            yield return ScriptFailures.BehindCopy(path, behind.Line);
    }
}
