using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>Which pg_restore restores an archive, and whether through psql.</summary>
internal static class ToolChoice
{
    /// <summary>
    /// pg_restore from 17 on begins with <c>SET transaction_timeout = 0</c>, which older servers refuse.
    /// </summary>
    private const int TransactionTimeoutSince = 17;

    /// <summary>Finds that every pg_restore is too old for the archive: PUM2002.</summary>
    public static ImmutableArray<PumFailure> FindTooOld(ImmutableArray<InstalledTool> installed, ArchiveHeader archive)
    {
        try
        {
            if (!installed.IsEmpty)
                Pick(installed, archive, serverMajor: 0);
            return [];
        }
        catch (PumFailureException exception)
        {
            return exception.Failures;
        }
    }

    /// <summary>Those to run.</summary>
    /// <exception cref="PumFailureException">PUM2001, PUM2002; also for psql where that is needed.</exception>
    public static async Task<ChosenTools> PickAsync(
        ToolCache tools, ArchiveHeader archive, ArchiveSelection selection, RestoreContext context, CancellationToken cancellationToken)
    {
        var tool = Pick(await tools.FindAsync(ClientTool.PgRestore, cancellationToken), archive, context.Target.Server.Major);
        return new(tool, NeedsScript(tool, selection, context) ? await tools.FindPsqlAsync(cancellationToken) : null);
    }

    /// <summary>
    /// Whether the archive goes through psql: pg_restore would say what the server does not know, or run rows that are SQL (of <c>pg_dump
    /// --inserts</c>), which might end the one transaction; or errors are to be ignored in another language, where nothing but the
    /// SQLSTATE, which pg_restore does not print, tells a full disk from them.
    /// </summary>
    private static bool NeedsScript(InstalledTool tool, ArchiveSelection selection, RestoreContext context) =>
        (tool.Version.Major >= TransactionTimeoutSince && context.Target.Server.Major < TransactionTimeoutSince)
        || (context.OneTransaction && selection.Kept.Any(entry => entry is { Description: "TABLE DATA", HasData: true, Statements.HasCopy: false }))
        || (context.Request.IgnoreErrors && !context.Target.SpeaksEnglish);

    private static InstalledTool Pick(ImmutableArray<InstalledTool> installed, ArchiveHeader archive, int serverMajor) =>
        ToolSearch.PickForRestore(installed, serverMajor, ReaderMajor(archive), $"the archive has format {archive.Version}");

    /// <summary>Every version of pg_restore reads the archives of its own pg_dump and of older ones.</summary>
    private static int ReaderMajor(ArchiveHeader archive) => archive.Version switch
    {
        { Major: 1, Minor: >= 16 } => 17,
        { Major: 1, Minor: 15 } => 16,
        { Major: 1, Minor: 14 } => 12,
        _ => 0,
    };
}
