using System.Collections.Immutable;
using System.Globalization;

namespace Pum.Dumper.Dumping;

/// <summary>A request as pg_dump's arguments.</summary>
internal static class DumpArguments
{
    /// <summary>The arguments, in the order of pg_dump's manual; what the user adds comes last.</summary>
    public static ImmutableArray<string> Make(
        DumpRequest request,
        string conninfo,
        string? role,
        string output,
        DumpCompression compression,
        int clientMajor,
        int jobs,
        ImmutableArray<string> additional)
    {
        var arguments = ImmutableArray.CreateBuilder<string>();
        arguments.Add("--no-password");
        arguments.Add(
            "--format=" + request.Format switch { DumpFormat.Custom => "custom", DumpFormat.Directory => "directory", _ => "plain" });
        arguments.Add("--file=" + output);
        // In a script it would also write comments with times and numbers, and two dumps of one state would differ.
        if (request.Format != DumpFormat.Plain)
            arguments.AddRange("--verbose", "--compress=" + compression.Argument(clientMajor));
        if (request.Format == DumpFormat.Directory)
            arguments.Add(Number("--jobs=", jobs));
        AddEach("--schema=", request.Filter.Schemas);
        AddEach("--exclude-schema=", request.Filter.ExcludeSchemas);
        AddEach("--table=", request.Filter.Tables);
        AddEach("--exclude-table=", request.Filter.ExcludeTables);
        AddEach("--exclude-table-data=", request.Filter.ExcludeTableData);
        AddEach("--exclude-extension=", request.Filter.ExcludeExtensions);
        AddIf(request.SchemaOnly, "--schema-only");
        AddIf(request.DataOnly, "--data-only");
        AddIf(request.NoOwner, "--no-owner");
        AddIf(request.NoPrivileges, "--no-privileges");
        AddIf(request.NoSubscriptions, "--no-subscriptions");
        // DumpDestination.Flush does, while the dump is read back.
        arguments.Add("--no-sync");
        if (request.LockTimeout is { } milliseconds)
            arguments.Add(Number("--lock-wait-timeout=", milliseconds));
        if (role is not null)
            arguments.Add("--role=" + role);
        arguments.Add("--dbname=" + conninfo);
        arguments.AddRange(additional);
        return arguments.ToImmutable();

        void AddIf(bool condition, string argument)
        {
            if (condition)
                arguments.Add(argument);
        }

        void AddEach(string option, ImmutableArray<string> patterns)
        {
            foreach (var pattern in patterns)
                arguments.Add(option + pattern);
        }
    }

    private static string Number(string option, int value) => option + value.ToString(CultureInfo.InvariantCulture);
}
