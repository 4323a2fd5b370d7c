using Pum.Dumper.Servers;

namespace Pum.Tool.Tests.Scenarios;

/// <summary>
/// A database to dump and an empty one to restore into, with the services that lead to them: <c>source</c> and <c>target</c>, and
/// <c>elsewhere</c>, which leads to another database of their server.
/// </summary>
internal sealed class Scenario : IAsyncDisposable
{
    /// <summary>What is in the source, as <see cref="ContentAsync"/> says it.</summary>
    public const string Everything = "audit.entry 2, public.film 3, tmp_a.draft 1, tmp_b.draft 1";

    private const string Content =
        """
        CREATE TABLE film (id int PRIMARY KEY, title text);
        INSERT INTO film VALUES (1, 'The General'), (2, 'Sherlock Jr.'), (3, 'Seven Chances');
        CREATE SCHEMA audit;
        CREATE TABLE audit.entry AS SELECT n AS id FROM generate_series(1, 2) n;
        CREATE SCHEMA tmp_a;
        CREATE TABLE tmp_a.draft AS SELECT 1 AS id;
        CREATE SCHEMA tmp_b;
        CREATE TABLE tmp_b.draft AS SELECT 1 AS id;
        """;

    private Scenario(TestDatabase source, TestDatabase target) => (Source, Target) = (source, target);

    /// <summary>The database that is dumped.</summary>
    public TestDatabase Source { get; }

    /// <summary>The database that a dump is restored into.</summary>
    public TestDatabase Target { get; }

    /// <summary>Where the commands run.</summary>
    public TestFolder Folder { get; } = new();

    /// <summary>Makes both; <paramref name="targetServer"/> where the target is to be on another server.</summary>
    public static async Task<Scenario> CreateAsync(TemporaryServer? targetServer = null)
    {
        var scenario = new Scenario(await TestDatabase.CreateAsync(), await TestDatabase.CreateAsync(targetServer));
        await scenario.Source.ExecuteAsync(Content);
        return scenario;
    }

    /// <summary>
    /// Runs a command line. In it <c>SOURCE</c> and <c>TARGET</c> are the names of the databases; with <c>_KEYWORDS</c> or <c>_URI</c> at
    /// the end, connection strings of that form.
    /// </summary>
    public Task<PumRun> RunAsync(string line)
    {
        var services = Folder.Write(
            "../services",
            $"""
            [source]
            {ManualTests.Service(Source.Conninfo)}
            [target]
            {ManualTests.Service(Target.Conninfo)}
            [elsewhere]
            {ManualTests.Service(Elsewhere)}
            """);
        return PumRun.RunAsync(Folder.FullName, [.. line.Split(' ').Select(Word)], ("PGSERVICEFILE", services));
    }

    /// <summary>The tables of a database and how many rows each has.</summary>
    public static async Task<string> ContentAsync(TestDatabase database)
    {
        var tables = await database.QueryListAsync<string>(
            "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1");
        var counts = new List<string>();
        foreach (var table in tables)
            counts.Add($"{table} {await database.QueryAsync<long>($"SELECT count(*) FROM {table}")}");
        return string.Join(", ", counts);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Folder.Dispose();
        await Target.DisposeAsync();
        await Source.DisposeAsync();
    }

    private string Elsewhere => Source.Server.ToConninfo("postgres", Source.User, Source.Password);

    private string Word(string word) => word switch
    {
        "SOURCE" => Source.Name,
        "TARGET" => Target.Name,
        "SOURCE_KEYWORDS" => Source.Conninfo,
        "TARGET_KEYWORDS" => Target.Conninfo,
        "SOURCE_URI" => Uri(Source, Source.Name),
        "TARGET_URI" => Uri(Target, Target.Name),
        "ELSEWHERE_KEYWORDS" => Elsewhere,
        "ELSEWHERE_URI" => Uri(Source, "postgres"),
        _ => word,
    };

    private static string Uri(TestDatabase database, string name) =>
        $"postgresql://{database.User}:{System.Uri.EscapeDataString(database.Password!)}@{database.Server.Host}:{database.Server.Port}/{name}";
}
