namespace Pum.Dumper.ServerTests.Faults;

/// <summary>What people write into scripts that one transaction takes, and what it does not: the advice of PUM5016 is followed.</summary>
[TestClass]
public sealed class OneTransactionTests
{
    private const string Circle = """
        CREATE TABLE person (id int PRIMARY KEY, partner int REFERENCES person DEFERRABLE);
        SET CONSTRAINTS ALL DEFERRED;
        INSERT INTO person VALUES (1, 2), (2, 1);

        """;

    [TestMethod]
    [DataRow("SET CONSTRAINTS ALL IMMEDIATE;\nALTER TABLE person ADD name text;\n")]
    [DataRow("DO $$ BEGIN SET CONSTRAINTS ALL IMMEDIATE; END $$;\nALTER TABLE person ADD name text;\n")]
    [DataRow("CREATE TEMPORARY TABLE t ();\nDISCARD TEMP;\nCREATE TEMPORARY TABLE t ();\n")]
    public async Task A_script_may_check_its_constraints_and_discard_its_temporary_tables(string rest)
    {
        await using var site = await FaultSite.CreateAsync();
        site.Folder.Write("seed.sql", Circle + rest);
        await site.RestoreAsync("seed.sql");
        Assert.AreEqual(2L, await site.Database.QueryAsync<long>("SELECT count(*) FROM person"));
    }

    [TestMethod]
    public async Task Constraints_that_a_script_checks_and_that_do_not_hold_fail_at_its_line()
    {
        await using var site = await FaultSite.CreateAsync();
        site.Folder.Write("seed.sql", Circle + "INSERT INTO person VALUES (3, 4);\nSET CONSTRAINTS ALL IMMEDIATE;\nSELECT 1;\n");
        var failure = await site.RefusesAsync("seed.sql");
        Assert.AreEqual(("23503", 5), (failure.SqlState, failure.Location?.Line), failure.ToString());
    }

    [TestMethod]
    [DataRow("2D000", 2, "CREATE PROCEDURE work() LANGUAGE plpgsql AS 'BEGIN COMMIT; END';\nCALL work();\n")]
    [DataRow("2D000", 1, "DO $$ BEGIN COMMIT; END $$;\n")]
    [DataRow("55006", 3, "CREATE TABLE p (id int PRIMARY KEY, q int REFERENCES p INITIALLY DEFERRED);\nINSERT INTO p VALUES (1, 1);\nALTER TABLE p ADD name text;\n")]
    [DataRow("25001", 3, "CREATE TABLE p (a int) PARTITION BY LIST (a);\nCREATE TABLE q PARTITION OF p DEFAULT;\nCREATE INDEX i ON p (a); CLUSTER p USING i;\n")]
    [DataRow("25000", 6, "CREATE TABLE p (a int);\nBEGIN;\nTRUNCATE p;\nCOPY p FROM stdin WITH (FREEZE);\n1\n\\.\nCOMMIT;\n")]
    public async Task What_takes_a_transaction_of_its_own_is_PUM5016_and_restores_where_the_database_is_replaced(
        string sqlState, int line, string script)
    {
        await using var site = await FaultSite.CreateAsync();
        site.Folder.Write("seed.sql", script);
        var failure = await site.RefusesAsync("seed.sql");
        Assert.AreEqual(("PUM5016", sqlState, line), (failure.Code, failure.SqlState, failure.Location?.Line), failure.ToString());
        Assert.Contains("ReplaceDatabase", failure.Advice);
        await site.RestoreAsync("seed.sql", request => request with { ReplaceDatabase = true, ConfirmReplace = site.Database.Name });
    }

    [TestMethod]
    public async Task A_rollback_that_hides_from_the_check_is_followed_by_no_change()
    {
        await using var site = await FaultSite.CreateAsync();
        // psql takes "begin" for the beginning of a body and all of it for one statement; the server takes it for five.
        site.Folder.Write("seed.sql", """
            CREATE TABLE before ();
            CREATE FUNCTION begin(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; ROLLBACK; SELECT 1; END;
            CREATE TABLE half ();
            SELECT 1/0;

            """);
        var failure = await site.RefusesAsync("seed.sql");
        Assert.AreEqual("PUM5015", failure.Code, failure.ToString());
    }

    [TestMethod]
    public async Task A_new_value_of_an_enum_that_is_used_at_once_is_PUM5016_and_restores_as_the_advice_says()
    {
        await using var server = await TestServer.StartAsync(await TestServer.GetBinDirectoryAsync(15));
        await using var site = await FaultSite.CreateAsync(server);
        const string make = "CREATE TYPE mood AS ENUM ('sad');\n";
        const string add = "ALTER TYPE mood ADD VALUE 'happy';\n";
        const string use = "CREATE TABLE person (mood mood);\nINSERT INTO person VALUES ('happy');\n";
        site.Folder.Write("seed.sql", make + add + use);
        var failure = await site.RefusesAsync("seed.sql");
        Assert.AreEqual(("PUM5016", "55P04", 4), (failure.Code, failure.SqlState, failure.Location?.Line), failure.ToString());

        site.Folder.Write("first.sql", make + add);
        site.Folder.Write("second.sql", use);
        await site.RestoreAsync("first.sql");
        await site.RestoreAsync("second.sql");
        await site.RestoreAsync("seed.sql", request => request with { ReplaceDatabase = true, ConfirmReplace = site.Database.Name });
        Assert.AreEqual("happy", await site.Database.QueryAsync<string>("SELECT mood::text FROM person"));
    }

    [TestMethod]
    [DataRow("CREATE TABLE p (a int);\nDO $$ DECLARE r record; BEGIN FOR r IN SELECT 1 FROM p UNION ALL SELECT 1 LOOP EXECUTE 'DROP TABLE p'; END LOOP; END $$;\n", "55006", false)]
    [DataRow("CREATE TABLE p (a int);\nDO $$ DECLARE c CURSOR FOR SELECT FROM p; BEGIN OPEN c; EXECUTE 'DROP TABLE p'; END $$;\n", "55006", true)]
    [DataRow("BEGIN;\nDO $$ BEGIN COMMIT; END $$;\nCOMMIT;\n", "2D000", true)]
    [DataRow("CREATE TABLE p (a int) PARTITION BY LIST (a);\nCREATE INDEX i ON p (a);\nBEGIN;\nCLUSTER p USING i;\nCOMMIT;\n", "25001", true)]
    public async Task Where_replacing_the_database_does_not_help_it_is_not_advised(string script, string sqlState, bool replace)
    {
        await using var site = await FaultSite.CreateAsync();
        site.Folder.Write("seed.sql", script);
        var failure = await FaultSite.FailureOf(site.RestoreAsync(
            "seed.sql", request => request with { ReplaceDatabase = replace, ConfirmReplace = replace ? site.Database.Name : null }));
        Assert.AreEqual(("PUM5001", sqlState), (failure?.Code, failure?.SqlState), failure?.ToString());
        Assert.DoesNotContain("ReplaceDatabase", failure!.Text);
    }

    [TestMethod]
    public async Task The_guard_takes_no_right_and_no_event_trigger_sees_it()
    {
        await using var site = await FaultSite.CreateAsync();
        await site.Database.ExecuteAsync("CREATE TABLE seen (tag text)");
        await site.Database.ExecuteAsSuperuserAsync($"""
            REVOKE TEMPORARY ON DATABASE {site.Database.Name} FROM PUBLIC, {site.Database.User};
            CREATE FUNCTION see() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES (tg_tag); END $$;
            CREATE EVENT TRIGGER see ON ddl_command_start EXECUTE FUNCTION see();
            """);
        site.Folder.Write("seed.sql", "CREATE TABLE made ();\n");
        await site.RestoreAsync("seed.sql");
        Assert.AreEqual("CREATE TABLE", await site.Database.QueryAsync<string>("SELECT string_agg(tag, ' ') FROM seen"));
    }
}
