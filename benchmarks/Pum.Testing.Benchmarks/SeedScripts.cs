using System.Globalization;
using Pum.Dumper.Seeding;

namespace Pum.Testing.Benchmarks;

/// <summary>The seeds of this run, described beside this program as a build describes those of a test project.</summary>
internal sealed class SeedScripts : IDisposable
{
    /// <summary>The variable that names a folder with <c>chinook.sql</c>.</summary>
    public const string DataVariable = "PUM_TEST_DATA";

    /// <summary>Name of the small seed.</summary>
    public const string Small = "small";

    /// <summary>Name of the large seed.</summary>
    public const string Large = "large";

    // Has the tables of Chinook that the suites use, and about as many rows.
    private const string Generated = """
        CREATE TABLE artist (artist_id int PRIMARY KEY, name text NOT NULL);
        CREATE TABLE album (album_id int PRIMARY KEY, title text NOT NULL, artist_id int NOT NULL REFERENCES artist);
        CREATE TABLE track (track_id int PRIMARY KEY, name text NOT NULL, album_id int NOT NULL REFERENCES album, unit_price numeric(10, 2));
        CREATE TABLE invoice (invoice_id int PRIMARY KEY, invoice_date timestamp NOT NULL, total numeric(10, 2));
        CREATE TABLE invoice_line (
          invoice_line_id int PRIMARY KEY, invoice_id int NOT NULL REFERENCES invoice, track_id int NOT NULL REFERENCES track,
          unit_price numeric(10, 2), quantity int);
        CREATE INDEX ON album (artist_id);
        CREATE INDEX ON track (album_id);
        CREATE INDEX ON invoice_line (invoice_id);
        CREATE INDEX ON invoice_line (track_id);
        INSERT INTO artist SELECT n, 'Artist ' || n FROM generate_series(1, 275) n;
        INSERT INTO album SELECT n, 'Album ' || n, 1 + n % 275 FROM generate_series(1, 347) n;
        INSERT INTO track SELECT n, 'Track ' || md5(n::text), 1 + n % 347, 0.99 FROM generate_series(1, 3503) n;
        INSERT INTO invoice SELECT n, timestamp '2021-01-01' + n * interval '1 day', 5.94 FROM generate_series(1, 412) n;
        INSERT INTO invoice_line SELECT n, 1 + n % 412, 1 + n % 3503, 0.99, 1 FROM generate_series(1, 11000) n;
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pum_benchmark_");
    private readonly string _manifest = Path.Combine(AppContext.BaseDirectory, "Benchmark" + SeedManifest.Extension);

    private SeedScripts(string? chinook, int megabytes)
    {
        IsChinook = chinook is not null;
        SmallFile = chinook ?? Write("small.sql", Generated);
        LargeFile = Write("large.sql", LargeScript(megabytes));
    }

    /// <summary>Whether the small seed is Chinook; otherwise it was made up.</summary>
    public bool IsChinook { get; }

    /// <summary>The script of the small seed.</summary>
    public string SmallFile { get; }

    private string LargeFile { get; }

    /// <summary>What comes after a table's definition: the rows alone, which Respawn's users insert again.</summary>
    public static string RowsOf(string script) => script[script.IndexOf("\nINSERT INTO", StringComparison.Ordinal)..];

    public static async Task<SeedScripts> WriteAsync(int megabytes)
    {
        var chinook = Environment.GetEnvironmentVariable(DataVariable) is { Length: > 0 } data ? Path.Combine(data, "chinook.sql") : null;
        var scripts = new SeedScripts(File.Exists(chinook) ? Path.GetFullPath(chinook) : null, megabytes);
        var seeds = new[] { (Small, scripts.SmallFile), (Large, scripts.LargeFile) }.Select(seed => SeedDump.DescribeAsync(
            new() { Name = seed.Item1, File = seed.Item2, Sha256 = "", Size = 0, Written = default, DefinedIn = nameof(SeedScripts) },
            [],
            CancellationToken.None));
        await File.WriteAllTextAsync(scripts._manifest, new SeedManifest([.. await Task.WhenAll(seeds)]).Write());
        return scripts;
    }

    public void Dispose()
    {
        File.Delete(_manifest);
        _folder.Delete(recursive: true);
    }

    private string Write(string file, string content)
    {
        var path = Path.Combine(_folder.FullName, file);
        File.WriteAllText(path, content);
        return path;
    }

    // Rows of the kinds that applications have; with its index 200,000 of them take about 50 MB.
    private static string LargeScript(int megabytes) => string.Create(CultureInfo.InvariantCulture, $"""
        CREATE TABLE track (track_id int PRIMARY KEY, name text);
        INSERT INTO track SELECT n, 'Track ' || n FROM generate_series(1, 3503) n;
        CREATE TABLE orders (id bigint, customer int, placed timestamptz, note text, document jsonb, key uuid);
        INSERT INTO orders SELECT i, i % 5000, timestamptz '2020-01-01' + i * interval '1 minute', 'order of customer ' || i % 5000,
            jsonb_build_object('lines', i % 7, 'sum', i * 0.37, 'state', (ARRAY['open', 'paid', 'sent'])[1 + i % 3]), md5(i::text)::uuid
        FROM generate_series(1, {megabytes * 5000L}) i;
        ALTER TABLE orders ADD PRIMARY KEY (id);
        CREATE INDEX ON orders (customer);
        """);
}
