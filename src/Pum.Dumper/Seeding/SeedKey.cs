using System.Security.Cryptography;
using System.Text.Json;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Seeding;

/// <summary>
/// What a template was made of, as SHA-256 in lower-case hexadecimal: whatever changes what a restore makes changes the key, so that a
/// template never needs to be checked for being up to date.
/// </summary>
internal static class SeedKey
{
    /// <summary>Changes with what this version of the package makes of the same input.</summary>
    private const string Version = "1";

    /// <summary>Of the database that a dump is restored into.</summary>
    /// <param name="dump">How it is restored; <see langword="null"/> for an empty database.</param>
    /// <param name="sha256">Of the dump.</param>
    /// <param name="server">The server, for which a restore may differ.</param>
    public static string OfBase(RestoreRequest? dump, string? sha256, ServerFacts server) => Hash(
    [
        "base", Version, sha256 ?? "", dump is null ? "" : JsonSerializer.Serialize(WhatCounts(dump)),
        $"{server.Major}", server.Role, server.CollationVersion,
    ]);

    /// <summary>Of a database that is prepared from another one.</summary>
    /// <param name="baseKey">The key of that one.</param>
    /// <param name="steps">The keys of the steps, in their order.</param>
    public static string OfTemplate(string baseKey, IEnumerable<string> steps) => Hash(["template", Version, baseKey, .. steps]);

    // Where the dump is and who asks for it change nothing, nor does how fast it is restored.
    private static RestoreRequest WhatCounts(RestoreRequest dump) => dump with
    {
        Caller = "",
        Connection = new(),
        File = "",
        BaseDirectory = "",
        ToolPath = null,
        TemplateKey = null,
        Jobs = null,
        LockTimeout = null,
    };

    // JSON keeps the parts apart, whatever they hold.
    private static string Hash(string[] parts) =>
        Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(parts))).ToLowerInvariant();
}
