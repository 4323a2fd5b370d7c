using Pum.Dumper.Servers;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>
/// Holds the script of a restore at one of its statements, on a server of the test's own: it waits for a role to come into being.
/// </summary>
internal sealed class Gate(TemporaryServer server)
{
    private readonly string _role = $"gate_{Guid.NewGuid():N}";

    /// <summary>The statement at which the script waits.</summary>
    public string Statement =>
        $"DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{_role}') LOOP PERFORM pg_sleep(0.02); END LOOP; END $$;";

    /// <summary>Waits until a script stands there.</summary>
    public Task ReachedAsync() => Eventually.IsTrueAsync(
        async () => await QueryAsync<long>(server, $"SELECT count(*) FROM pg_stat_activity WHERE datname LIKE 'pum%' AND query LIKE '%{_role}%'") > 0, "the script waits");

    /// <summary>Lets it go on.</summary>
    public Task OpenAsync() => ExecuteAsync(server, $"CREATE ROLE {_role}");
}
