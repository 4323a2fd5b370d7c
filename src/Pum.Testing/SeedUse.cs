using System.Collections.Immutable;
using Pum.Dumper;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Seeding;

namespace Pum.Testing;

/// <summary>A seed as this process uses it: what it is made of, and where.</summary>
/// <param name="Definition">What its template is made of.</param>
/// <param name="Server">Where its clones are.</param>
/// <param name="DefinedIn">The file that defines it; <see langword="null"/> for one that has no dump.</param>
/// <param name="Written">When its dump was last written.</param>
internal sealed record SeedUse(SeedDefinition Definition, SeedServer Server, string? DefinedIn, DateTime Written)
{
    private const string EmptyName = "empty";

    /// <summary>Whether the dump is the one that was there when this was made: a process may live longer than one run of tests.</summary>
    public bool IsCurrent => Definition.Dump is not { } dump || File.GetLastWriteTimeUtc(dump.File) == Written;

    /// <summary>Looks for the seed and the server.</summary>
    /// <param name="name">The seed's name, or <see langword="null"/> for an empty database.</param>
    /// <param name="connection">The server that the code says, or <see langword="null"/>.</param>
    /// <param name="preparations">What the code adds to those of the seed itself.</param>
    /// <exception cref="PumSeedException">There is none.</exception>
    public static async Task<SeedUse> FindAsync(string? name, string? connection, ImmutableArray<Preparation> preparations)
    {
        NpgsqlCode.CompileInBackground();
        var environment = HostEnvironment.Current(AppContext.BaseDirectory);
        SeedEntry? entry = null;
        try
        {
            // Connecting takes longer than all that is read here, so it begins first, unless only the seed says where.
            var server = SeedConnection.IsSaid(connection, environment) ? Connect(null) : null;
            entry = name is null ? null : Manifests.Find(name, Folders(environment));
            server ??= Connect(entry);
            if (entry is not null)
                await CheckedDumps.CheckAsync(entry);
            var request = SeedConnection.RequestFor(connection, entry, environment);
            var definition = entry?.Define(environment.BaseDirectory, nameof(PumSeed), request) ?? new()
            {
                Name = EmptyName,
                Caller = nameof(PumSeed),
                Connection = request,
                BaseDirectory = environment.BaseDirectory,
            };
            return new(
                definition with { Preparations = definition.Preparations.AddRange(preparations) },
                server,
                entry?.DefinedIn,
                definition.Dump is { } dump ? File.GetLastWriteTimeUtc(dump.File) : default);
        }
        catch (PumFailureException exception)
        {
            throw new PumSeedException(name ?? EmptyName, entry?.DefinedIn, exception);
        }

        SeedServer Connect(SeedEntry? seed)
        {
            var found = TestServers.Find(
                SeedConnection.RequestFor(connection, seed, environment), name ?? EmptyName, environment, ConsoleReporter.Instance);
            found.Begin();
            return found;
        }
    }

    /// <summary>A clone.</summary>
    /// <exception cref="PumSeedException">It could not be made.</exception>
    public async Task<SeedClone> CloneAsync(string caller, bool isReadOnly, CancellationToken cancellationToken)
    {
        var isKept = HostEnvironment.Current(AppContext.BaseDirectory)["PUM_KEEP"] is "1" or "true";
        try
        {
            var clone = await Server.CloneAsync(Definition, caller, isReadOnly, isKept, cancellationToken);
            if (isKept)
                Kept(clone);
            return clone;
        }
        catch (PumFailureException exception)
        {
            throw new PumSeedException(Definition.Name, DefinedIn, exception);
        }
    }

    /// <summary>Keeps a clone for a day.</summary>
    /// <exception cref="PumSeedException">The server refused it.</exception>
    public async Task KeepAsync(SeedClone clone)
    {
        try
        {
            await clone.KeepAsync();
            Kept(clone);
        }
        catch (PumFailureException exception)
        {
            throw new PumSeedException(Definition.Name, DefinedIn, exception);
        }
    }

    // A host that lies elsewhere is at home in its own folder.
    private static string[] Folders(HostEnvironment environment) =>
        Path.GetDirectoryName(typeof(SeedUse).Assembly.Location) is { Length: > 0 } own
            ? [environment.BaseDirectory, own]
            : [environment.BaseDirectory];

    private static void Kept(SeedClone clone) =>
        ConsoleReporter.Instance.Message(Dumper.Reporting.ReportImportance.High, $"{nameof(PumSeed)}: {clone.Name} is kept for a day");
}
