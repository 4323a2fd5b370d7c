using System.Collections.Immutable;

namespace Pum.Dumper.ClientTools;

/// <summary>The options of a tool that parameters cover, or that are never to be set.</summary>
/// <param name="Long">Long name without dashes → what to do instead.</param>
/// <param name="Short">Letter → the same.</param>
/// <param name="Flags">The tool's other letters that take no argument: more letters may follow in the same word.</param>
internal sealed record OwnedOptions(
    ImmutableDictionary<string, string> Long,
    ImmutableDictionary<char, string> Short,
    string Flags)
{
    /// <summary>The tool's other long names that are the beginning of an owned one.</summary>
    private ImmutableArray<string> Free { get; init; } = [];

    private const string Connection = "Use the parameters of the connection instead.";
    private const string Never = "Leave it out: no prompt can be answered here, and other parameters already decide what is read and written.";

    /// <summary>What pg_dump and pg_restore have in common.</summary>
    private static readonly ImmutableDictionary<string, string> SharedLong = ImmutableDictionary.CreateRange(new Dictionary<string, string>
    {
        ["schema-only"] = Use("SchemaOnly"),
        ["data-only"] = Use("DataOnly"),
        ["no-owner"] = Use("NoOwner"),
        ["no-privileges"] = Use("NoPrivileges"),
        ["no-acl"] = Use("NoPrivileges"),
        ["no-subscriptions"] = Use("NoSubscriptions"),
        ["role"] = Use("Role"),
        ["dbname"] = Connection,
        ["host"] = Connection,
        ["port"] = Connection,
        ["username"] = Connection,
        ["password"] = Never,
        ["no-password"] = Never,
        ["help"] = Never,
        ["version"] = Never,
        ["jobs"] = Use("Jobs"),
    });

    private static readonly ImmutableDictionary<char, string> SharedShort = ImmutableDictionary.CreateRange(new Dictionary<char, string>
    {
        ['j'] = Use("Jobs"),
        ['s'] = Use("SchemaOnly"),
        ['a'] = Use("DataOnly"),
        ['O'] = Use("NoOwner"),
        ['x'] = Use("NoPrivileges"),
        ['d'] = Connection,
        ['h'] = Connection,
        ['p'] = Connection,
        ['U'] = Connection,
        ['W'] = Never,
        ['w'] = Never,
        ['V'] = Never,
        ['?'] = Never,
    });

    /// <summary>What <c>PumDump</c> decides of pg_dump.</summary>
    public static OwnedOptions PgDump { get; } = new(
        SharedLong.AddRange(new Dictionary<string, string>
        {
            ["file"] = Use("File"),
            ["format"] = Use("Format"),
            ["compress"] = Use("Compression"),
            ["schema"] = Use("Schemas"),
            ["exclude-schema"] = Use("ExcludeSchemas"),
            ["table"] = Use("Tables"),
            ["exclude-table"] = Use("ExcludeTables"),
            ["exclude-table-data"] = Use("ExcludeTableData"),
            ["exclude-extension"] = Use("ExcludeExtensions"),
            ["strict-names"] = Use("StrictNames"),
            ["lock-wait-timeout"] = Use("LockTimeout"),
            ["restrict-key"] = Never,
        }),
        SharedShort.AddRange(new Dictionary<char, string>
        {
            ['f'] = Use("File"),
            ['F'] = Use("Format"),
            ['Z'] = Use("Compression"),
            ['n'] = Use("Schemas"),
            ['N'] = Use("ExcludeSchemas"),
            ['t'] = Use("Tables"),
            ['T'] = Use("ExcludeTables"),
        }),
        "bBcCRv");

    /// <summary>What <c>PumRestore</c> decides of pg_restore.</summary>
    public static OwnedOptions PgRestore { get; } = new(
        SharedLong.AddRange(new Dictionary<string, string>
        {
            ["file"] = "Leave it out: a restore is always into a database.",
            ["format"] = "Leave it out: the format is recognised.",
            ["use-list"] = "Leave it out: the entries are selected by the filter.",
            ["list"] = Never,
            ["section"] = "Use SchemaOnly or DataOnly instead.",
            ["create"] = Use("CreateDatabase"),
            ["clean"] = Use("Clean"),
            ["if-exists"] = Use("Clean"),
            ["exit-on-error"] = Use("IgnoreErrors"),
            ["single-transaction"] = Use("IgnoreErrors"),
            ["transaction-size"] = Use("IgnoreErrors"),
            ["no-tablespaces"] = Use("NoTablespaces"),
            ["restrict-key"] = Never,
        }),
        SharedShort.AddRange(new Dictionary<char, string>
        {
            ['f'] = "Leave it out: a restore is always into a database.",
            ['F'] = "Leave it out: the format is recognised.",
            ['L'] = "Leave it out: the entries are selected by the filter.",
            ['l'] = Never,
            ['C'] = Use("CreateDatabase"),
            ['c'] = Use("Clean"),
            ['e'] = Use("IgnoreErrors"),
            ['1'] = Use("IgnoreErrors"),
        }),
        "v")
    {
        Free = ["schema"],
    };

    /// <summary>
    /// What <c>PumRestore</c> decides of psql, which is everything but variables and echoes: the rest would change what is read back.
    /// </summary>
    public static OwnedOptions Psql { get; } = new(
        new[]
        {
            "command", "csv", "dbname", "expanded", "field-separator", "field-separator-zero", "file", "help", "host", "html", "list", "log-file",
            "no-align", "no-password", "no-psqlrc", "no-readline", "output", "password", "port", "pset", "quiet", "record-separator",
            "record-separator-zero", "single-line", "single-step", "single-transaction", "table-attr", "tuples-only", "username", "version",
        }.ToImmutableDictionary(name => name, _ => Never),
        "01AcdfFhHlLnopPqRsStTUVwWxXz?".ToImmutableDictionary(letter => letter, _ => Never),
        "abeE");

    /// <summary>Whether a word is one of psql's options that take the next word for their value.</summary>
    public bool NeedsValue(string word) => ReferenceEquals(this, Psql)
        && (word is "-v" or "--" || (word.StartsWith("--", StringComparison.Ordinal) && !word.Contains('=', StringComparison.Ordinal) && !word.StartsWith("--echo", StringComparison.Ordinal)));

    private static string Use(string parameter) => $"Use {parameter} instead.";

    /// <summary>What to do instead of giving an owned option, or <see langword="null"/> where the word is the user's to give.</summary>
    /// <remarks>getopt_long takes a long name, or any unambiguous beginning of one, so <c>--fi=x</c> is <c>--file=x</c>.</remarks>
    public string? Instead(string word)
    {
        if (word.StartsWith("--", StringComparison.Ordinal))
        {
            var name = word[2..].Split('=')[0];
            if (name.Length == 0 || Free.Contains(name))
                return null;
            return Long.GetValueOrDefault(name)
                ?? Long.FirstOrDefault(option => option.Key.StartsWith(name, StringComparison.Ordinal)).Value;
        }

        if (!word.StartsWith('-'))
            return null;
        foreach (var letter in word.Skip(1))
        {
            if (Short.TryGetValue(letter, out var instead))
                return instead;
            if (!Flags.Contains(letter, StringComparison.Ordinal))
                return null;
        }

        return null;
    }
}
