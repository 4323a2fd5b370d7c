using System.Collections.Immutable;

namespace Pum.Dumper.Failures;

/// <summary>
/// The catalogue's part about what must be there before a dump is restored: PUM5005 and PUM5006, found before anything is touched.
/// </summary>
internal static class PrerequisiteFailures
{
    /// <param name="lacking">The roles.</param>
    /// <param name="parameters">The parameters that leave out whatever needs them; empty where there are none.</param>
    /// <param name="file">The dump.</param>
    public static PumFailure RolesMissing(LackingObjects lacking, ImmutableArray<string> parameters, string file) => Make(
        PumCodes.PrerequisiteMissing, $"The target's server lacks {lacking.Some("role")}.",
        $"Create {lacking.Them} first (CREATE ROLE {First(lacking)})"
            + (parameters.IsEmpty
                ? $", or set IgnoreErrors=\"true\" to restore without the objects that name {lacking.Them}."
                : $", or set {string.Join(" and ", parameters.Select(parameter => $"{parameter}=\"true\""))}."),
        lacking, file);

    public static PumFailure TablespacesMissing(LackingObjects lacking, string file) => Make(
        PumCodes.PrerequisiteMissing, $"The target's server lacks {lacking.Some("tablespace")}.",
        $"Create {lacking.Them} first (CREATE TABLESPACE {First(lacking)} LOCATION …), or set NoTablespaces=\"true\".", lacking, file);

    public static PumFailure TablespacesDenied(LackingObjects lacking, string role, string file) => Make(
        PumCodes.RestoreDenied, $"The role '{role}' may not create anything in {lacking.Some("tablespace")}.",
        $"Grant it that right (GRANT CREATE ON TABLESPACE {First(lacking)} TO …), or set NoTablespaces=\"true\".", lacking, file);

    public static PumFailure ExtensionsMissing(LackingObjects lacking, string file) => Make(
        PumCodes.PrerequisiteMissing, $"The target's server does not have {lacking.Some("extension")}.",
        $"Install {lacking.Them} on the server's machine (pg_available_extensions lists what it has), or leave {lacking.Them} out with ExcludeExtensions.",
        lacking, file);

    public static PumFailure ExtensionsDenied(LackingObjects lacking, string role, bool isNew, string file) => Make(
        PumCodes.RestoreDenied, $"The role '{role}' may not install {lacking.Some("extension")}.",
        $"Ask a superuser to install {lacking.Them} (CREATE EXTENSION {First(lacking)}) in {(isNew ? "a database that BaseTemplate names" : "the target")}, or leave {lacking.Them} out with ExcludeExtensions.",
        lacking, file);

    /// <summary>They are in no schema, so that a filter that selects schemas leaves them out.</summary>
    public static PumFailure EventTriggersDenied(LackingObjects lacking, string file) => Make(
        PumCodes.RestoreDenied, $"Only a superuser may create event triggers, and the dump holds {LackingObjects.List(lacking.Names)}.",
        $"Connect as a superuser, set IgnoreErrors=\"true\" to go on without {lacking.Them}, or leave {lacking.Them} out with Schemas, which also leaves out extensions, publications and large objects.",
        lacking, file);

    public static PumFailure ServersMissing(LackingObjects lacking, bool isNew, string file) => Make(
        PumCodes.PrerequisiteMissing, $"The target lacks {lacking.Some("foreign server")}.",
        $"Create {lacking.Them} first (CREATE SERVER {First(lacking)} …) in {(isNew ? "a database that BaseTemplate names" : "the target")}, or leave out what needs {lacking.Them} with ExcludeTables.",
        lacking, file);

    public static PumFailure MayNotCreateSchemas(string role, string database, ImmutableArray<string> schemas) => new()
    {
        Code = PumCodes.RestoreDenied,
        Message = $"The role '{role}' may not create schemas in '{database}', and the dump contains {LackingObjects.List(schemas)}.",
        Advice = "Grant it that right (GRANT CREATE ON DATABASE … TO …), or connect as the owner of the database.",
    };

    /// <summary>
    /// From PostgreSQL 15 on the schema is no longer open to every role: only the owner of the database may create in it.
    /// </summary>
    public static PumFailure MayNotCreateInPublic(string role, string database) => new()
    {
        Code = PumCodes.RestoreDenied,
        Message = $"The role '{role}' may not create anything in the schema public of '{database}'.",
        Advice = "Grant it that right (GRANT CREATE ON SCHEMA public TO …), or connect as the owner of the database.",
    };

    /// <param name="role">The role in force.</param>
    /// <param name="names">The tables and sequences.</param>
    /// <param name="grant">The statement that gives it the right to the first.</param>
    /// <param name="file">The dump.</param>
    public static PumFailure MayNotWriteRows(string role, ImmutableArray<string> names, string grant, string file) => new()
    {
        Code = PumCodes.RestoreDenied,
        Message = $"The role '{role}' may not write the dump's rows into {LackingObjects.List(names)} (part of an extension in the target).",
        Advice = $"Leave the rows out with ExcludeTableData, or have the extension's owner grant the right ({LackingObjects.OneLine(grant)}).",
        Location = new(file),
        FailingObject = names[0],
    };

    private static PumFailure Make(string code, string message, string advice, LackingObjects lacking, string file) => new()
    {
        Code = code,
        Message = message,
        Advice = advice,
        Location = new(file),
        FailingObject = lacking.Names[0],
        Details = lacking.NeededBy,
    };

    private static string First(LackingObjects lacking) => LackingObjects.OneLine(lacking.FirstQuoted);
}
