using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.ServerTests.RoundTrip;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>
/// Where a fault happens: a folder and a database that hold something before, and what must hold afterwards. No other site is on the same
/// server, so that whatever is left behind there is this one's.
/// </summary>
internal sealed class FaultSite : IAsyncDisposable
{
    private readonly Leftovers _leftovers = Leftovers.Watch();
    private readonly TemporaryServer? _lent;

    private FaultSite(TestDatabase database, TemporaryServer? lent) => (Database, _lent) = (database, lent);

    /// <summary>The folder of the dumps.</summary>
    public TestFolder Folder { get; } = new();

    /// <summary>The database that is dumped, or restored into.</summary>
    public TestDatabase Database { get; }

    /// <summary>The client tools; a folder of others where a test needs those.</summary>
    public string ToolPath { get => field ?? Database.Server.BinDirectory; set; }

    /// <summary>Makes a site whose database holds a few tables, on a server that is lent to it unless one is given.</summary>
    public static async Task<FaultSite> CreateAsync(TemporaryServer? server = null, string? prefix = null)
    {
        var lent = server is null ? await FaultServers.TakeAsync() : null;
        var site = new FaultSite(await TestDatabase.CreateAsync(server ?? lent, prefix: prefix ?? "fault"), lent);
        await SourceScripts.LoadAsync(site.Database, "Ledger");
        return site;
    }

    /// <summary>Another database beside it.</summary>
    public Task<TestDatabase> CreateBesideAsync() => TestDatabase.CreateAsync(Database.Server);

    /// <summary>The name of a database beside it that does not exist.</summary>
    public Task<TestDatabase> ReserveBesideAsync(string prefix = "test") => TestDatabase.ReserveAsync(Database.Server, prefix: prefix);

    /// <summary>Dumps the database to a file of the folder.</summary>
    public Task<DumpResult> DumpAsync(string file, DumpFormat format = DumpFormat.Custom, Func<DumpRequest, DumpRequest>? change = null)
    {
        var request = new DumpRequest { Caller = "PumDump", Connection = Database.Request, File = Folder[file], Format = format, BaseDirectory = Folder.FullName, ToolPath = ToolPath };
        return DumpOperation.RunAsync(change?.Invoke(request) ?? request, new Reports());
    }

    /// <summary>Restores a dump into the database.</summary>
    public Task<RestoreResult> RestoreAsync(
        string file, Func<RestoreRequest, RestoreRequest>? change = null, CancellationToken cancellationToken = default)
    {
        var request = new RestoreRequest { Caller = "PumRestore", Connection = Database.Request, File = Folder[file], BaseDirectory = Folder.FullName, ToolPath = ToolPath };
        return RestoreOperation.RunAsync(change?.Invoke(request) ?? request, new Reports(), cancellationToken);
    }

    /// <summary>Restores, which must fail and leave everything as it was.</summary>
    public async Task<PumFailure> RefusesAsync(string file, Func<RestoreRequest, RestoreRequest>? change = null)
    {
        var before = await DatabaseSnapshot.TakeAsync(Database);
        var failure = await FailureOf(RestoreAsync(file, change));
        Assert.IsNotNull(failure, $"{file} was restored");
        await NothingIsLeftAsync();
        before.Equals(await DatabaseSnapshot.TakeAsync(Database), failure.ToString());
        return failure;
    }

    /// <summary>How an operation ended: <see langword="null"/> where it succeeded.</summary>
    public static async Task<PumFailure?> FailureOf(Task operation)
    {
        try
        {
            await operation;
            return null;
        }
        catch (PumFailureException exception)
        {
            return exception.Failure;
        }
    }

    /// <summary>No file, process, session, database, prepared transaction or lock, by the queries and globs of the manual.</summary>
    public Task NothingIsLeftAsync() => _leftovers.AreNoneAsync(Folder, Database);

    /// <summary>What a run in progress has; its processes by the beginning of the name of its database.</summary>
    public async Task<IEnumerable<string>> LeftAsync(string name) => await _leftovers.FindAsync(Folder, Database, name);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Folder.Dispose();
        if (_lent is not null)
            FaultServers.Return(_lent);
    }
}
