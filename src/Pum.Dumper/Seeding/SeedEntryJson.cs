using System.Collections.Immutable;
using System.Text.Json;

namespace Pum.Dumper.Seeding;

/// <summary>
/// A seed in JSON. Written out by hand: what a serializer makes ready for our types takes a fifth of a second of the first test.
/// </summary>
internal static class SeedEntryJson
{
    /// <summary>Reads one.</summary>
    /// <exception cref="Exception">Those of <see cref="JsonElement"/>, where it is none.</exception>
    public static SeedEntry Read(JsonElement seed) => new()
    {
        Name = seed.GetProperty("name").GetString()!,
        File = seed.GetProperty("file").GetString()!,
        Source = Text(seed, "source") ?? "",
        Sha256 = seed.GetProperty("sha256").GetString()!,
        Size = seed.GetProperty("size").GetInt64(),
        Written = seed.GetProperty("written").GetDateTime(),
        DefinedIn = seed.GetProperty("definedIn").GetString()!,
        Prepare = List(seed, "prepare"),
        PrepareSources = List(seed, "prepareSources"),
        Service = Text(seed, "service"),
        ConnectionStringVariable = Text(seed, "connectionStringVariable"),
        Filter = seed.TryGetProperty("filter", out var filter) ? ReadFilter(filter) : null,
        ExcludeDependents = Flag(seed, "excludeDependents") ?? false,
        SchemaOnly = Flag(seed, "schemaOnly") ?? false,
        NoOwner = Flag(seed, "noOwner"),
        NoPrivileges = Flag(seed, "noPrivileges"),
        NoTablespaces = Flag(seed, "noTablespaces"),
        NoSubscriptions = Flag(seed, "noSubscriptions"),
        IgnoreErrors = Flag(seed, "ignoreErrors") ?? false,
        TrustDump = Flag(seed, "trustDump") ?? false,
        BaseTemplate = Text(seed, "baseTemplate") ?? Restoring.Planning.RestoreRequest.PlainTemplate,
        AdditionalOptions = Text(seed, "additionalOptions") ?? "",
    };

    /// <summary>Writes one; what is as by default is left out.</summary>
    public static void Write(Utf8JsonWriter json, SeedEntry seed)
    {
        json.WriteStartObject();
        json.WriteString("name", seed.Name);
        json.WriteString("file", seed.File);
        WriteText(json, "source", seed.Source);
        json.WriteString("sha256", seed.Sha256);
        json.WriteNumber("size", seed.Size);
        json.WriteString("written", seed.Written);
        json.WriteString("definedIn", seed.DefinedIn);
        WriteList(json, "prepare", seed.Prepare);
        WriteList(json, "prepareSources", seed.PrepareSources);
        WriteText(json, "service", seed.Service);
        WriteText(json, "connectionStringVariable", seed.ConnectionStringVariable);
        if (seed.Filter is { } filter)
            WriteFilter(json, filter);
        WriteFlag(json, "excludeDependents", seed.ExcludeDependents ? true : null);
        WriteFlag(json, "schemaOnly", seed.SchemaOnly ? true : null);
        WriteFlag(json, "noOwner", seed.NoOwner);
        WriteFlag(json, "noPrivileges", seed.NoPrivileges);
        WriteFlag(json, "noTablespaces", seed.NoTablespaces);
        WriteFlag(json, "noSubscriptions", seed.NoSubscriptions);
        WriteFlag(json, "ignoreErrors", seed.IgnoreErrors ? true : null);
        WriteFlag(json, "trustDump", seed.TrustDump ? true : null);
        WriteText(json, "baseTemplate", seed.BaseTemplate == Restoring.Planning.RestoreRequest.PlainTemplate ? null : seed.BaseTemplate);
        WriteText(json, "additionalOptions", seed.AdditionalOptions);
        json.WriteEndObject();
    }

    private static ObjectFilter ReadFilter(JsonElement filter) => new()
    {
        Schemas = List(filter, "schemas"),
        ExcludeSchemas = List(filter, "excludeSchemas"),
        Tables = List(filter, "tables"),
        ExcludeTables = List(filter, "excludeTables"),
        ExcludeTableData = List(filter, "excludeTableData"),
        ExcludeExtensions = List(filter, "excludeExtensions"),
        StrictNames = Flag(filter, "strictNames") ?? true,
    };

    private static void WriteFilter(Utf8JsonWriter json, ObjectFilter filter)
    {
        json.WriteStartObject("filter");
        WriteList(json, "schemas", filter.Schemas);
        WriteList(json, "excludeSchemas", filter.ExcludeSchemas);
        WriteList(json, "tables", filter.Tables);
        WriteList(json, "excludeTables", filter.ExcludeTables);
        WriteList(json, "excludeTableData", filter.ExcludeTableData);
        WriteList(json, "excludeExtensions", filter.ExcludeExtensions);
        WriteFlag(json, "strictNames", filter.StrictNames ? null : false);
        json.WriteEndObject();
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static bool? Flag(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetBoolean() : null;

    private static ImmutableArray<string> List(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? [.. value.EnumerateArray().Select(each => each.GetString()!)] : [];

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            json.WriteString(name, value);
    }

    private static void WriteFlag(Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } flag)
            json.WriteBoolean(name, flag);
    }

    private static void WriteList(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        if (values.IsEmpty)
            return;
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
