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
        --pairs N        how often each way is measured (7; for sizes and tables at most 3)
        --postgres DIR   bin folder of a PostgreSQL; may be repeated (the one of this machine, and those in PUM_TEST_POSTGRES)
        """;

    private const string Variable = "PUM_TEST_POSTGRES";

    /// <summary>The only part to measure; <see langword="null"/> for all that the page shows.</summary>
    public string? Part { get; private init; }

    /// <summary>Whether the figures go into the manual.</summary>
    public bool Writes { get; private init; }

    /// <summary>Size of the large database, in MB.</summary>
    public int Megabytes { get; private init; } = 400;

    /// <summary>The largest number of tables.</summary>
    public int Tables { get; private init; } = 10_000;

    /// <summary>How often each way is measured.</summary>
    public int Pairs { get; private init; } = 7;

    /// <summary>The same for growth, where the differences are large and the runs many.</summary>
    public int GrowthPairs => Math.Min(Pairs, 3);

    /// <summary>Bin folders; the first one serves where one PostgreSQL is enough.</summary>
    public ImmutableArray<string> Postgres { get; private init; } = [];

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It cannot be read; says why.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchmarkOptions();
        for (var at = 0; at < arguments.Count; at++)
        {
            options = arguments[at] switch
            {
                "--write" => options with { Writes = true },
                "--only" => options with { Part = Value() },
                "--megabytes" => options with { Megabytes = Number() },
                "--tables" => options with { Tables = Number() },
                "--pairs" => options with { Pairs = Number() },
                "--postgres" => options with { Postgres = options.Postgres.Add(Path.GetFullPath(Value())) },
                var other => throw new FormatException($"There is no option {other}."),
            };

            string Value() => ++at < arguments.Count ? arguments[at] : throw new FormatException($"{arguments[at - 1]} needs a value.");

            int Number() => int.TryParse(Value(), CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw new FormatException($"{arguments[at - 1]} needs a number above 0.");
        }
        return options.Postgres.IsEmpty ? options with { Postgres = Found() } : options;
    }

    private static ImmutableArray<string> Found()
    {
        var named = (Environment.GetEnvironmentVariable(Variable) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return [ServerPrograms.Find(HostEnvironment.Current(AppContext.BaseDirectory)).BinDirectory, .. named];
    }
}
