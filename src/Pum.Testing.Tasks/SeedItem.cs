using System.Collections.Immutable;
using Microsoft.Build.Framework;
using Pum.Build.Tasks.Parameters;
using Pum.Dumper;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Seeding;

namespace Pum.Testing.Tasks;

/// <summary>An item <c>PumSeed</c>, read: its metadata are the parameters of a restore.</summary>
internal static class SeedItem
{
    private const string NotInFolderNames = "/\\:*?\"<>|";

    private static readonly string[] Secrets = ["ConnectionString", "Password"];

    private static readonly string[] Known =
    [
        "Name", "Prepare", "Service", "ConnectionStringVariable",
        "Schemas", "ExcludeSchemas", "Tables", "ExcludeTables", "ExcludeTableData", "ExcludeExtensions", "StrictNames", "ExcludeDependents",
        "SchemaOnly", "NoOwner", "NoPrivileges", "NoTablespaces", "NoSubscriptions",
        "IgnoreErrors", "TrustDump", "BaseTemplate", "AdditionalOptions", "CopyToOutputDirectory",
    ];

    /// <summary>What the items say, with the full paths of their files; no file is read.</summary>
    /// <param name="items">The items.</param>
    /// <param name="folder">The project's folder.</param>
    /// <exception cref="PumFailureException">PUM1001.</exception>
    public static ImmutableArray<SeedEntry> ReadAll(ITaskItem[] items, string folder)
    {
        ImmutableArray<SeedEntry> entries = [.. items.Select(item => Read(item, folder))];
        if (entries.GroupBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new PumFailureException(SeedFailures.SeveralSeeds(twice.Key, twice.First().File, twice.Last().File) with
            {
                Location = new(twice.Last().DefinedIn, 1),
            });
        return entries;
    }

    /// <summary>The same, with what their dumps are.</summary>
    /// <param name="items">The items.</param>
    /// <param name="folder">The project's folder.</param>
    /// <param name="earlier">What an earlier build has found out, or nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PumFailureException">PUM1001, PUM1003.</exception>
    public static async Task<ImmutableArray<SeedEntry>> DescribeAllAsync(
        ITaskItem[] items, string folder, ImmutableArray<SeedEntry> earlier, CancellationToken cancellationToken)
    {
        var entries = ImmutableArray.CreateBuilder<SeedEntry>();
        foreach (var entry in ReadAll(items, folder))
        {
            try
            {
                entries.Add(await SeedDump.DescribeAsync(entry, earlier, cancellationToken));
            }
            catch (PumFailureException exception)
            {
                throw Located(exception, entry.DefinedIn);
            }
        }

        return entries.ToImmutable();
    }

    private static SeedEntry Read(ITaskItem item, string folder)
    {
        var definedIn = item.GetMetadata("DefiningProjectFullPath");
        try
        {
            return Read(item, folder, definedIn);
        }
        catch (PumFailureException exception)
        {
            throw Located(exception, definedIn);
        }
    }

    private static PumFailureException Located(PumFailureException exception, string definedIn) => new(
        [.. exception.Failures.Select(failure => failure with { Location = failure.Location ?? new(definedIn, 1) })], exception);

    private static SeedEntry Read(ITaskItem item, string folder, string definedIn)
    {
        if (Secrets.FirstOrDefault(name => item.GetMetadata(name).Length > 0) is { } secret)
            throw new PumFailureException(SeedItemFailures.Secret(item.ItemSpec, secret));
        CheckSpelling(item);
        var file = PathParameter.FullPath(item)!;
        var name = Text(item, "Name") ?? Path.GetFileNameWithoutExtension(file);
        if (name.Any(NotInFolderNames.Contains) || name[^1] is '.' or ' ')
            throw new PumFailureException(SeedItemFailures.NotAFolderName(name));
        return new()
        {
            Name = name,
            File = file,
            Sha256 = "",
            Size = 0,
            Written = default,
            DefinedIn = definedIn,
            Prepare = [.. List(item, "Prepare").Select(script => Path.GetFullPath(script, folder))],
            Service = Text(item, "Service"),
            ConnectionStringVariable = Text(item, "ConnectionStringVariable"),
            Filter = FilterOf(item),
            ExcludeDependents = Flag(item, "ExcludeDependents") ?? false,
            SchemaOnly = Flag(item, "SchemaOnly") ?? false,
            NoOwner = Flag(item, "NoOwner"),
            NoPrivileges = Flag(item, "NoPrivileges"),
            NoTablespaces = Flag(item, "NoTablespaces"),
            NoSubscriptions = Flag(item, "NoSubscriptions"),
            IgnoreErrors = Flag(item, "IgnoreErrors") ?? false,
            TrustDump = Flag(item, "TrustDump") ?? false,
            BaseTemplate = Text(item, "BaseTemplate") ?? Pum.Dumper.Restoring.Planning.RestoreRequest.PlainTemplate,
            AdditionalOptions = item.GetMetadata("AdditionalOptions"),
        };
    }

    /// <summary>A misspelt exclusion would exclude nothing, and nobody would see it. Other metadata may be the user's own.</summary>
    private static void CheckSpelling(ITaskItem item)
    {
        foreach (string name in item.CloneCustomMetadata().Keys)
        {
            if (!Known.Contains(name, StringComparer.OrdinalIgnoreCase) && KeywordGuess.Closest(name, Known) is { } meant)
                throw new PumFailureException(SeedItemFailures.Misspelt(item.ItemSpec, name, meant));
        }
    }

    private static ObjectFilter? FilterOf(ITaskItem item)
    {
        var filter = new ObjectFilter
        {
            Schemas = List(item, "Schemas"),
            ExcludeSchemas = List(item, "ExcludeSchemas"),
            Tables = List(item, "Tables"),
            ExcludeTables = List(item, "ExcludeTables"),
            ExcludeTableData = List(item, "ExcludeTableData"),
            ExcludeExtensions = List(item, "ExcludeExtensions"),
            StrictNames = Flag(item, "StrictNames") ?? true,
        };
        return filter.IsEmpty && filter.StrictNames ? null : filter;
    }

    private static string? Text(ITaskItem item, string name) => item.GetMetadata(name) is { Length: > 0 } text ? text : null;

    private static ImmutableArray<string> List(ITaskItem item, string name) => ListParameter.Parse(name, item.GetMetadata(name));

    private static bool? Flag(ITaskItem item, string name) => item.GetMetadata(name) switch
    {
        "" => null,
        var text when bool.TryParse(text, out var flag) => flag,
        var text => throw new PumFailureException(ParameterFailures.UnknownValue(name, text, "true or false")),
    };
}
