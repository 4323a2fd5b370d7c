using System.Reflection;

namespace Pum.Dumper.ServerTests.RoundTrip;

/// <summary>The SQL scripts embedded here, by the folders of <c>Databases</c>.</summary>
internal static class SourceScripts
{
    /// <summary>Runs the scripts of a folder in the order of their names.</summary>
    public static async Task LoadAsync(TestDatabase database, string folder, params string[] except)
    {
        foreach (var name in Names(folder).Where(name => !except.Contains(Path.GetFileNameWithoutExtension(name))))
            await RunAsync(database, name);
    }

    /// <summary>Runs one script, for instance <c>Encodings/latin1.sql</c>.</summary>
    public static async Task RunAsync(TestDatabase database, string name)
    {
        if (database.Server.Major < 15)
            Assert.Inconclusive("The scripts hold what came with PostgreSQL 15.");
        using var folder = new TestFolder();
        await using (var file = File.Create(folder["script.sql"]))
        await using (var script = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource(name))!)
            await script.CopyToAsync(file);
        await BareTools.PsqlAsync(database, folder["script.sql"]);
    }

    private static IEnumerable<string> Names(string folder) => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Select(name => name.Replace('\\', '/')).Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    // MSBuild writes the folder with the separator of the system that built.
    private static string Resource(string name) =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames().Single(resource => resource.Replace('\\', '/') == name);
}
