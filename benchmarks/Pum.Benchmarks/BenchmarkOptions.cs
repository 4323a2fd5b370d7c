using System.Collections.Immutable;
using System.Globalization;
using Pum.Dumper;
using Pum.Dumper.Servers;

namespace Pum.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>How to call the program.</summary>
    public const string Usage = """
        --write          put the figures and plots into docs/performance.md
        --only PART      measure one part: dumps, restores, sizes, tables or scripts
        --megabytes N    size of the large database (400)
        --tables N       most tables (10000)
        --pairs N        how often each way is measured (11; 3 at most where one run takes a minute)
        --postgres DIR   bin folder of a PostgreSQL; may be repeated (the one of this machine, and those in PUM_TEST_POSTGRES)
        --help           show this
        """;

    private const int UsualMegabytes = 400;
    private const int UsualTables = 10_000;
    private const int UsualPairs = 11;
    private const int FewestPairs = 7;
    private const int LongPairsAtMost = 3;

    private const string Variable = "PUM_TEST_POSTGRES";

    /// <summary>What the command line says.</summary>
    public string CommandLine { get; private init; } = "";

    /// <summary>Whether it asks for nothing but <see cref="Usage"/>.</summary>
    public bool IsHelp { get; private init; }

    /// <summary>The only part to measure; <see langword="null"/> for all that the page shows.</summary>
    public string? Part { get; private init; }

    /// <summary>Whether the figures go into the manual.</summary>
    public bool Writes { get; private init; }

    /// <summary>Size of the large database, in MB.</summary>
    public int Megabytes { get; private init; } = UsualMegabytes;

    /// <summary>The largest number of tables.</summary>
    public int Tables { get; private init; } = UsualTables;

    /// <summary>How often each way is measured.</summary>
    public int Pairs { get; private init; } = UsualPairs;

    /// <summary>The same where one run takes a minute.</summary>
    public int LongPairs => Math.Min(Pairs, LongPairsAtMost);

    /// <summary>Whether it is too little to say anything about speed.</summary>
    public bool IsTrial => Pairs < FewestPairs || Megabytes < UsualMegabytes || Tables < UsualTables;

    /// <summary>Bin folders; the first one serves where one PostgreSQL is enough.</summary>
    public ImmutableArray<string> Postgres { get; private init; } = [];

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It cannot be read; says why.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchmarkOptions { CommandLine = string.Join(' ', arguments) };
        for (var at = 0; at < arguments.Count; at++)
        {
            options = arguments[at] switch
            {
                "--help" => options with { IsHelp = true },
                "--write" => options with { Writes = true },
                "--only" => options with { Part = Value() },
                "--megabytes" => options with { Megabytes = Number() },
                "--tables" => options with { Tables = Number() },
                "--pairs" => options with { Pairs = Number() },
                "--postgres" => options with { Postgres = options.Postgres.Add(Folder()) },
                var other => throw new FormatException($"There is no option {other}."),
            };

            string Value() => ++at < arguments.Count ? arguments[at] : throw new FormatException($"{arguments[at - 1]} needs a value.");

            string Folder() => Path.GetFullPath(Value()) is var folder && Directory.Exists(folder)
                ? folder
                : throw new FormatException($"There is no folder {folder}.");

            int Number() => int.TryParse(Value(), CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw new FormatException($"{arguments[at - 1]} needs a number above 0.");
        }
        if (options is { Writes: true, IsTrial: true })
            throw new FormatException($"--write needs at least {FewestPairs} pairs, {UsualMegabytes} MB and {UsualTables} tables: the page shows nothing smaller.");
        return options.Postgres.IsEmpty ? options with { Postgres = Found() } : options;
    }

    private static ImmutableArray<string> Found()
    {
        var named = (Environment.GetEnvironmentVariable(Variable) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return [ServerPrograms.Find(HostEnvironment.Current(AppContext.BaseDirectory)).BinDirectory, .. named];
    }
}
