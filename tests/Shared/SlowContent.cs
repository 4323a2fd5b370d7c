namespace Pum.TestSupport;

/// <summary>
/// Content that is made in no time and whose restore elsewhere takes ten minutes, in the middle of its work: two materialized views that
/// sleep in every database but their own. For tests that end a restore.
/// </summary>
internal static class SlowContent
{
    /// <summary>Makes it.</summary>
    public static Task MakeAsync(TestDatabase database) => database.ExecuteAsync($"""
        CREATE TABLE film (id int PRIMARY KEY, title text);
        INSERT INTO film SELECT n, 'film ' || n FROM generate_series(1, 1000) n;
        CREATE FUNCTION pause() RETURNS int LANGUAGE plpgsql AS
            'BEGIN IF current_database() <> ''{database.Name}'' THEN PERFORM pg_sleep(600); END IF; RETURN 1; END';
        CREATE MATERIALIZED VIEW slow1_{database.Name} AS SELECT public.pause();
        CREATE MATERIALIZED VIEW slow2_{database.Name} AS SELECT public.pause();
        """);

    /// <summary>
    /// Waits until that many sessions of a restore of this content sleep; gives the name that they share, and their database.
    /// </summary>
    public static async Task<(string ApplicationName, string Database)> IsAtWorkAsync(TestDatabase source, int sessions = 1)
    {
        List<string> found = [];
        await Eventually.IsTrueAsync(
            async () => (found = await source.QueryListAsync<string>(
                $"SELECT application_name || '|' || datname FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname <> current_database() AND query LIKE '%slow__{source.Name}%'")).Count == sessions,
            "the restore is at work",
            TimeSpan.FromMinutes(3));
        var parts = found[0].Split('|');
        return (parts[0], parts[1]);
    }

    /// <summary>Waits until nothing of an operation is left: no session, no lock, no prepared transaction, no client tool.</summary>
    public static Task IsOverAsync(TestDatabase any, string applicationName) => Eventually.IsTrueAsync(
        async () => await any.QueryAsync<long>(
            $"""
            SELECT (SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE '{applicationName}%')
                 + (SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE a.application_name LIKE '{applicationName}%')
                 + (SELECT count(*) FROM pg_prepared_xacts)
            """) == 0 && !IsInCommandLine(applicationName),
        $"the sessions and tools of {applicationName} are gone");

    // Elsewhere than on Linux the sessions alone tell.
    private static bool IsInCommandLine(string word) => OperatingSystem.IsLinux() && Directory.EnumerateDirectories("/proc").Any(process =>
    {
        try
        {
            return int.TryParse(Path.GetFileName(process), out _)
                && File.ReadAllText(Path.Combine(process, "cmdline")).Contains(word, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It has just ended.
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    });
}
