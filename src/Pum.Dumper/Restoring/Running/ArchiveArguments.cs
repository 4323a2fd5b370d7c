using System.Collections.Immutable;
using System.Globalization;
using Pum.Dumper.Archives;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Restoring.Running;

/// <summary>A request as pg_restore's arguments.</summary>
internal static class ArchiveArguments
{
    /// <summary>The arguments that say what is restored; where to, and how, is the caller's to add.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="format">The archive's format: that which was checked, whatever has its name by now.</param>
    /// <param name="listFile">The list of what is restored, or <see langword="null"/> for all.</param>
    /// <param name="role">The role to take on, or <see langword="null"/>.</param>
    public static ImmutableArray<string> Make(RestoreRequest request, DumpFormat format, string? listFile, string? role)
    {
        var arguments = ImmutableArray.CreateBuilder<string>();
        arguments.Add("--no-password");
        arguments.Add("--format=" + format.ToString().ToLowerInvariant());
        AddIf(request.NoOwner ?? true, "--no-owner");
        AddIf(request.NoPrivileges ?? true, "--no-privileges");
        AddIf(request.NoTablespaces ?? true, "--no-tablespaces");
        AddIf(request.NoSubscriptions ?? true, "--no-subscriptions");
        AddIf(request.SchemaOnly, "--schema-only");
        AddIf(request.DataOnly, "--data-only");
        AddIf(request.Clean, "--clean");
        AddIf(request.Clean, "--if-exists");
        AddIf(listFile is not null, "--use-list=" + listFile);
        AddIf(role is not null, "--role=" + role);
        return arguments.ToImmutable();

        void AddIf(bool condition, string argument)
        {
            if (condition)
                arguments.Add(argument);
        }
    }

    /// <summary>
    /// The list of what is restored: a line <c>N;</c> for each entry; pg_restore takes what follows the semicolon for a comment.
    /// </summary>
    public static IEnumerable<string> ListLines(ImmutableArray<ArchiveEntry> entries) =>
        entries.Select(entry => entry.DumpId.ToString(CultureInfo.InvariantCulture) + ";");

    /// <summary>The arguments for a restore straight into a database.</summary>
    /// <param name="conninfo">The database.</param>
    /// <param name="oneTransaction">All or nothing, which excludes parallel workers.</param>
    /// <param name="stopAtError">Whether the first error ends it; implied by one transaction.</param>
    /// <param name="jobs">Parallel workers.</param>
    public static ImmutableArray<string> Into(string conninfo, bool oneTransaction, bool stopAtError, int jobs) =>
        oneTransaction ? ["--dbname=" + conninfo, "--verbose", "--single-transaction"]
        : jobs == 1 ? ["--dbname=" + conninfo, "--verbose", .. ExitOnError(stopAtError)]
        : ["--dbname=" + conninfo, "--verbose", .. ExitOnError(stopAtError), "--jobs=" + jobs.ToString(CultureInfo.InvariantCulture)];

    private static ImmutableArray<string> ExitOnError(bool stopAtError) => stopAtError ? ["--exit-on-error"] : [];
}
