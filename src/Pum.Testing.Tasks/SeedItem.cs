using System.Collections.Immutable;
using Microsoft.Build.Framework;
using Pum.Build.Tasks;
using Pum.Build.Tasks.Parameters;
using Pum.Dumper;
using Pum.Dumper.Archives;
using Pum.Dumper.Failures;
using Pum.Dumper.Seeding;

namespace Pum.Testing.Tasks;

/// <summary>An item <c>PumSeed</c>, read: its metadata are the parameters of a restore.</summary>
internal static class SeedItem
{
    private const string NotInFolderNames = "/\\:*?\"<>|";

    private static readonly string[] Secrets = ["ConnectionString", "Password"];

    /// <summary>What the items say, with the full paths of their files.</summary>
    /// <param name="items">The items.</param>
    /// <param name="folder">The project's folder.</param>
    /// <param name="known">What an earlier build has found out, or nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PumFailureException">PUM1001, PUM1003.</exception>
    public static async Task<ImmutableArray<SeedEntry>> ReadAllAsync(
        ITaskItem[] items, string folder, ImmutableArray<SeedEntry> known, CancellationToken cancellationToken)
    {
        var entries = ImmutableArray.CreateBuilder<SeedEntry>();
        foreach (var item in items)
            entries.Add(await ReadAsync(item, folder, known, cancellationToken));
        if (entries.GroupBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new PumFailureException(SeedFailures.SeveralSeeds(twice.Key, twice.First().File, twice.Last().File) with
            {
                Location = new(twice.Last().DefinedIn, 1),
            });
        return entries.ToImmutable();
    }

    private static async Task<SeedEntry> ReadAsync(
        ITaskItem item, string folder, ImmutableArray<SeedEntry> known, CancellationToken cancellationToken)
    {
        var definedIn = new SourceLocation(item.GetMetadata("DefiningProjectFullPath"), 1);
        try
        {
            var entry = Describe(item, folder, definedIn.File);
            var earlier = known.FirstOrDefault(each => each.Name == entry.Name && each.IsAsDescribed(entry.File));
            return earlier is null ? await HashAsync(entry, cancellationToken) : entry with
            {
                Sha256 = earlier.Sha256,
                Size = earlier.Size,
                Written = earlier.Written,
            };
        }
        catch (PumFailureException exception)
        {
            throw new PumFailureException(
                [.. exception.Failures.Select(failure => failure with { Location = failure.Location ?? definedIn })], exception);
        }
    }

    private static SeedEntry Describe(ITaskItem item, string folder, string definedIn)
    {
        if (Secrets.FirstOrDefault(name => item.GetMetadata(name).Length > 0) is { } secret)
            throw new PumFailureException(SeedItemFailures.Secret(item.ItemSpec, secret));
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

    private static async Task<SeedEntry> HashAsync(SeedEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Prepare.Prepend(entry.File).FirstOrDefault(file => !File.Exists(file) && !Directory.Exists(file)) is { } missing)
            throw new PumFailureException(ArchiveFailures.Missing(missing) with { Location = null });
        try
        {
            var written = File.GetLastWriteTimeUtc(entry.File);
            var digest = await DumpDigest.OfAsync(entry.File, cancellationToken);
            return entry with { Sha256 = digest.Sha256, Size = digest.Size, Written = written };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PumFailureException(ArchiveFailures.Unreadable(entry.File, exception.Message), exception);
        }
    }

    private static string? Text(ITaskItem item, string name) => item.GetMetadata(name) is { Length: > 0 } text ? text : null;

    private static ImmutableArray<string> List(ITaskItem item, string name) => ListParameter.Parse(name, item.GetMetadata(name));

    private static bool? Flag(ITaskItem item, string name) => item.GetMetadata(name) switch
    {
        "" => null,
        var text when bool.TryParse(text, out var flag) => flag,
        var text => throw new PumFailureException(TaskFailures.UnknownValue(name, text, "true or false")),
    };
}
