using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>Finds parameters that cannot be used together, or not with this dump or target.</summary>
internal static class ParameterCheck
{
    /// <summary>What the request alone tells: PUM1001.</summary>
    public static IEnumerable<PumFailure> Find(RestoreRequest request)
    {
        if (request is { SchemaOnly: true, DataOnly: true })
            yield return OptionFailures.ExcludesEachOther("SchemaOnly", "DataOnly");
        if (request is { Clean: true, ReplaceDatabase: true })
            yield return OptionFailures.ExcludesEachOther("Clean", "ReplaceDatabase");
    }

    /// <summary>
    /// What cannot be asked of a plain dump, which holds what it was made with: nothing can be selected from it. PUM1001.
    /// </summary>
    public static IEnumerable<PumFailure> FindForPlainDump(RestoreRequest request)
    {
        var filter = request.Filter;
        var given = new[]
        {
            (!filter.Schemas.IsEmpty, nameof(filter.Schemas)),
            (!filter.ExcludeSchemas.IsEmpty, nameof(filter.ExcludeSchemas)),
            (!filter.Tables.IsEmpty, nameof(filter.Tables)),
            (!filter.ExcludeTables.IsEmpty, nameof(filter.ExcludeTables)),
            (!filter.ExcludeTableData.IsEmpty, nameof(filter.ExcludeTableData)),
            (!filter.ExcludeExtensions.IsEmpty, nameof(filter.ExcludeExtensions)),
            (!filter.StrictNames, nameof(filter.StrictNames)),
            (request.ExcludeDependents, nameof(request.ExcludeDependents)),
            (request.NoOwner is not null, "NoOwner"),
            (request.NoPrivileges is not null, "NoPrivileges"),
            (request.NoTablespaces is not null, "NoTablespaces"),
            (request.NoSubscriptions is not null, "NoSubscriptions"),
            (request.SchemaOnly, "SchemaOnly"),
            (request.DataOnly, "DataOnly"),
            (request.Clean, "Clean"),
            (request.Jobs > 1, "Jobs"),
        };
        return given.Where(parameter => parameter.Item1).Select(parameter => OptionFailures.OnlyForArchives(parameter.Item2));
    }
}
