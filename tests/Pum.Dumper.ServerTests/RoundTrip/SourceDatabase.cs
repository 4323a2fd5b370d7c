using System.Text.RegularExpressions;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.RoundTrip;

/// <summary>Makes the databases that are dumped.</summary>
internal static partial class SourceDatabase
{
    /// <summary>The folder that holds Chinook and Pagila; without it their tests are inconclusive.</summary>
    private const string DataVariable = "PUM_TEST_DATA";

    /// <summary>Makes a database of this kind, owned by <see cref="TestServer.Owner"/>.</summary>
    public static async Task<TestDatabase> CreateAsync(DatabaseKind kind, TemporaryServer? server = null)
    {
        var database = await TestDatabase.CreateAsync(server, prefix: kind.ToString());
        try
        {
            await LoadAsync(database, kind);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    private static Task LoadAsync(TestDatabase database, DatabaseKind kind) => kind switch
    {
        DatabaseKind.Objects or DatabaseKind.Awkward => SourceScripts.LoadAsync(database, kind.ToString()),
        DatabaseKind.Chinook => LoadDataAsync(database, "chinook.sql"),
        DatabaseKind.Pagila => LoadDataAsync(database, "pagila-schema.sql", "pagila-data.sql"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static async Task LoadDataAsync(TestDatabase database, params string[] files)
    {
        if (Environment.GetEnvironmentVariable(DataVariable) is not { Length: > 0 } data)
        {
            Assert.Inconclusive($"{DataVariable} names no folder with {files[0]}.");
            return;
        }
        using var folder = new TestFolder();
        foreach (var file in files)
        {
            // They were dumped with the owner postgres; nothing here is restored as a superuser without need.
            var script = OwnerLine().Replace(await File.ReadAllTextAsync(Path.Combine(data, file)), "");
            await BareTools.PsqlAsync(database, folder.Write(file, script));
        }
    }

    [GeneratedRegex("^ALTER .* OWNER TO postgres;$", RegexOptions.Multiline)]
    private static partial Regex OwnerLine();
}
