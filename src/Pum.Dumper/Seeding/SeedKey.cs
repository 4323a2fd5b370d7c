using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Seeding;

/// <summary>
/// What a template was made of, as SHA-256 in lower-case hexadecimal: whatever changes what a restore makes changes the key, so that a
/// template never needs to be checked for being up to date.
/// </summary>
internal static class SeedKey
{
    /// <summary>
    /// Changes with what this version of the package makes of the same input, and with the stamp: versions that do not read each other's
    /// stamps use no names of each other.
    /// </summary>
    private const string Version = "1";

    /// <summary>Of the database that a dump is restored into.</summary>
    /// <param name="dump">How it is restored; <see langword="null"/> for an empty database.</param>
    /// <param name="sha256">Of the dump.</param>
    /// <param name="server">The server, for which a restore may differ.</param>
    public static string OfBase(RestoreRequest? dump, string? sha256, ServerFacts server) => Hash(
    [
        "base", Version, sha256 ?? "", dump is null ? "" : Join(Options(dump)),
        server.Major.ToString(CultureInfo.InvariantCulture), server.Role, server.CollationVersion,
    ]);

    /// <summary>Of a database that is prepared from another one.</summary>
    /// <param name="baseKey">The key of that one.</param>
    /// <param name="steps">The keys of the steps, in their order.</param>
    public static string OfTemplate(string baseKey, IEnumerable<string> steps) => Hash(["template", Version, baseKey, .. steps]);

    // Where the dump is and who asks for it change nothing, nor does how fast it is restored.
    private static IEnumerable<string> Options(RestoreRequest dump) =>
    [
        Join(dump.Filter.Schemas), Join(dump.Filter.ExcludeSchemas), Join(dump.Filter.Tables), Join(dump.Filter.ExcludeTables),
        Join(dump.Filter.ExcludeTableData), Join(dump.Filter.ExcludeExtensions), Text(dump.Filter.StrictNames),
        Text(dump.ExcludeDependents), Text(dump.SchemaOnly), Text(dump.DataOnly), Text(dump.NoOwner), Text(dump.NoPrivileges),
        Text(dump.NoTablespaces), Text(dump.NoSubscriptions), Text(dump.IgnoreErrors), Text(dump.TrustDump), dump.BaseTemplate,
        dump.AdditionalOptions,
    ];

    private static string Text(bool? flag) => flag switch { null => "", true => "+", false => "-" };

    /// <summary>One text of several; the length keeps them apart, whatever they hold.</summary>
    public static string Join(IEnumerable<string> parts) =>
        string.Concat(parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Length}:{part}")));

    private static string Hash(ImmutableArray<string> parts) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Join(parts)))).ToLowerInvariant();
}
