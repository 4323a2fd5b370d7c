using Pum.Dumper.Connections;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Restoring.Running;

/// <summary>What makes pg_restore quicker in a database that nobody uses yet.</summary>
internal static class ScratchSettings
{
    /// <summary>
    /// In which a worker may sort for an index: twice PostgreSQL's default, enough for the keys of two million rows. An index that needs
    /// less takes less.
    /// </summary>
    private const string IndexMemory = "128MB";

    /// <summary>
    /// The connection of a pg_restore, with the settings where they are of use and are sure to be taken: where the server, from PostgreSQL
    /// 14 on, and a pooler before it have taken that of <see cref="LostClientDetection"/>.
    /// </summary>
    /// <param name="context">What every step knows.</param>
    /// <param name="jobs">Parallel workers.</param>
    public static Connection AddTo(RestoreContext context, int jobs)
    {
        var connection = context.Connection;
        if (!context.IsNew || !LostClientDetection.IsOn(connection))
            return connection;
        // Each statement commits by itself, and no client sees the database before it is renamed: the commit of that writes to disk what
        // came before it.
        connection = With(connection, "synchronous_commit", "off");
        if (context.Target.HasDefaultMaintenanceMemory)
            connection = With(connection, "maintenance_work_mem", IndexMemory);
        // The workers of pg_restore have all cores busy: an index that is built by several would keep the others waiting.
        return jobs > 1 ? With(connection, "max_parallel_maintenance_workers", "0") : connection;
    }

    private static Connection With(Connection connection, string name, string value) =>
        connection.HasSetting(name) ? connection : connection.WithSetting(name, value);
}
