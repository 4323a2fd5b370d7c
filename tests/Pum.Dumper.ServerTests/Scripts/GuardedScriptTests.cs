using System.Text;
using Pum.Dumper.Scripts;

namespace Pum.Dumper.ServerTests.Scripts;

[TestClass]
public sealed class GuardedScriptTests
{
    private const string Script = """
        \restrict abc
        SET transaction_timeout = 0;
        CREATE TABLE public.t (a int, b text DEFAULT '\! no');
        BEGIN;
        INSERT INTO public.t VALUES (1, 'COMMIT;');
        COMMIT;
        COPY public.t FROM stdin;
        2	\\! no; ROLLBACK;
        \.
        ;
        SET CONSTRAINTS ALL IMMEDIATE;
        BEGIN; INSERT INTO public.t VALUES (3, E'\'\\! no'); END;
        \unrestrict abc
        """;

    [TestMethod]
    [DataRow(15, "\n")]
    [DataRow(15, "\r\n")]
    [DataRow(17, "\n")]
    [DataRow(18, "\r\n")]
    public async Task A_script_with_transactions_of_its_own_restores(int major, string newline)
    {
        await using var database = await TestDatabase.CreateAsync(await TestServer.GetAsync(major));
        var session = Session(database);
        var run = await PsqlRun.FeedAsync(database, "\uFEFF" + Script.ReplaceLineEndings(newline), session);
        Assert.IsTrue(run.IsComplete(session), run.ToString());
        Assert.AreEqual(0, run.ExitCode);
        Assert.IsEmpty(run.Errors);
        Assert.AreEqual(3, await database.QueryAsync<long>("SELECT count(*) FROM public.t"));
    }

    [TestMethod]
    [DataRow(15)]
    [DataRow(17)]
    [DataRow(18)]
    public async Task A_script_may_end_with_rows(int major)
    {
        await using var database = await TestDatabase.CreateAsync(await TestServer.GetAsync(major));
        var session = Session(database);
        var run = await PsqlRun.FeedAsync(database, "CREATE TABLE public.t (a int);\nCOPY public.t FROM stdin;\n1\n\\.", session);
        Assert.IsTrue(run.IsComplete(session), run.ToString());
        Assert.AreEqual(1, await database.QueryAsync<long>("SELECT count(*) FROM public.t"));
    }

    [TestMethod]
    public async Task A_script_that_fails_at_its_end_leaves_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        var session = Session(database);
        var run = await PsqlRun.FeedAsync(database, Script + "\nSELECT absent;", session);
        Assert.AreEqual(3, run.ExitCode);
        Assert.IsFalse(run.IsComplete(session));
        Assert.Contains($"psql:<stdin>:{Script.Split('\n').Length + 1}: ERROR:  42703", string.Join('\n', run.Errors));
        Assert.IsFalse(await database.QueryAsync<bool>("SELECT EXISTS (SELECT FROM pg_class WHERE relname = 't')"));
    }

    [TestMethod]
    public async Task A_feed_that_breaks_off_leaves_nothing_wherever_it_does()
    {
        await using var database = await TestDatabase.CreateAsync();
        var session = Session(database);
        var script = Encoding.UTF8.GetBytes(Script.Replace("SET transaction_timeout = 0;", "", StringComparison.Ordinal)
            .Replace("\\restrict abc", "", StringComparison.Ordinal).Replace("\\unrestrict abc", "", StringComparison.Ordinal));
        // The bytes as they are, COMMIT included: the guard alone holds.
        foreach (var length in Enumerable.Range(0, script.Length / 16).Select(part => part * 16).Append(script.Length))
        {
            var run = await PsqlRun.StartAsync(database, session.Arguments, input => input.WriteAsync(script.AsMemory(0, length)).AsTask());
            Assert.IsFalse(run.IsComplete(session));
            Assert.IsFalse(
                await database.QueryAsync<bool>("SELECT EXISTS (SELECT FROM pg_class WHERE relname = 't')"), $"cut at {length}: {run}");
        }
    }

    [TestMethod]
    [DataRow(15)]
    [DataRow(17)]
    [DataRow(18)]
    public async Task Rows_of_a_failed_copy_are_never_SQL(int major)
    {
        await using var database = await TestDatabase.CreateAsync(await TestServer.GetAsync(major));
        const string script = """
            CREATE TABLE public.kept (a text);
            COPY public.absent FROM stdin;
            ; DROP TABLE public.kept; --
            '; DROP TABLE public.kept; --
            $$; DROP TABLE public.kept; */ DROP TABLE public.kept; "; DROP TABLE public.kept;
            \.
            COPY public.kept FROM stdin;
            one
            two
            \.
            SELECT absent;
            BEGIN;
            SELECT absent;
            COPY public.kept FROM stdin;
            ; COMMIT; DROP TABLE public.kept;
            \.
            COMMIT;
            COPY public.kept FROM stdin;
            three
            \.
            """;
        var session = PsqlInvocation.For(ScriptMode.GoingOn, PsqlRun.VersionOf(database.Server), trusted: false);
        var run = await PsqlRun.FeedAsync(database, script, session);
        Assert.IsTrue(run.IsComplete(session), run.ToString());
        Assert.AreEqual(
            "one,two,three", await database.QueryAsync<string>("SELECT string_agg(a, ',' ORDER BY ctid) FROM public.kept"), run.ToString());
        Assert.Contains("psql:<stdin>:11: ERROR:  42703", string.Join('\n', run.Errors));
    }

    private static PsqlInvocation Session(TestDatabase database) =>
        PsqlInvocation.For(ScriptMode.Guarded, PsqlRun.VersionOf(database.Server), trusted: false);
}
