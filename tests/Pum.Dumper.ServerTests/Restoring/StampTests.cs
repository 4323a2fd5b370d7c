using System.Globalization;
using Npgsql;
using Pum.Dumper.Databases;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Servers;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>What lets a database be replaced without ConfirmReplace, and what does not.</summary>
[TestClass]
public sealed class StampTests
{
    private const string Fill = "CREATE TABLE film (id int)";

    private readonly CollectingReporter _reporter = new();

    [TestMethod]
    public async Task What_holds_something_is_replaced_only_by_its_exact_name()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill);
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE mine ()");
        var before = await StateAsync(target);

        var unsaid = await FailureAsync(target, dump);
        var other = await FailureAsync(target, dump, request => request with { ConfirmReplace = target.Name.ToUpperInvariant() });

        Assert.AreEqual("PUM5007 PUM5007", $"{unsaid.Codes()} {other.Codes()}");
        Assert.Contains("holds 1 object (table public.mine), which ReplaceDatabase would replace", unsaid.Failure.Message);
        Assert.AreEqual(before, await StateAsync(target));
        await ReplaceAsync(target, dump, _reporter, request => request with { ConfirmReplace = target.Name });
        Assert.AreEqual(
            "PUM5007",
            (await FailureAsync(target, dump, request => request with { ConfirmReplace = "other" })).Codes(),
            "another database was meant, whatever stamp this one carries");
    }

    [TestMethod]
    [DataRow("existing")]
    [DataRow("new")]
    [DataRow("replaced")]
    public async Task Every_restore_of_ours_leaves_a_stamp_with_which_the_next_needs_no_word(string how)
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill);
        await using var target = how == "new" ? await TestDatabase.ReserveAsync() : await TestDatabase.CreateAsync();

        await ReplaceAsync(
            target, dump, _reporter, request => request with { ReplaceDatabase = how == "replaced", CreateDatabase = how == "new" });

        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(dump)));
        var system = await QueryAsync<long>(target.Server, "SELECT system_identifier FROM pg_control_system()");
        var highest = await target.QueryAsync<uint>("SELECT 'film'::regclass::oid");
        Assert.AreEqual(
            $"[pum: restored, database {await OidAsync(target)}, server {system}, dump {sha256}, 1 objects up to {highest}]",
            await CommentAsync(target));
        await ReplaceAsync(target, dump, _reporter);
        await ReplaceAsync(target, dump, _reporter, request => request with { ReplaceDatabase = false, Clean = true });
        await ReplaceAsync(target, dump, _reporter);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Where_the_role_may_not_ask_for_the_servers_identity_a_restore_works_and_leaves_no_stamp(bool replace)
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill, server: server);
        // Each database has privileges of its own on the functions of PostgreSQL; new ones have those of this one.
        await using (var template = new Npgsql.NpgsqlConnection(server.ToNpgsql("template1").ConnectionString + ";Pooling=false"))
        {
            await template.OpenAsync();
            await using var command = new Npgsql.NpgsqlCommand("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC", template);
            await command.ExecuteNonQueryAsync();
        }

        await using var target = await TestDatabase.CreateAsync(server);
        await target.ExecuteAsync($"COMMENT ON DATABASE {target.Name} IS 'mine'");

        await ReplaceAsync(target, dump, _reporter, request => request with { ReplaceDatabase = replace, BaseTemplate = "template1" });

        Assert.AreEqual("mine", await CommentAsync(target));
        Assert.AreEqual(1L, await target.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE relname = 'film'"));
        Assert.AreEqual("PUM5007", (await FailureAsync(target, dump)).Codes());
    }

    [TestMethod]
    public async Task A_stamp_does_not_travel()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill);
        await using var stamped = await TestDatabase.CreateAsync();
        await ReplaceAsync(stamped, dump, _reporter);
        var stamp = await CommentAsync(stamped);

        await using var clone = await TestDatabase.ReserveAsync();
        await ExecuteAsync(clone.Server, $"CREATE DATABASE {clone.Name} TEMPLATE {stamped.Name} OWNER {TestServer.Owner}");
        Assert.AreEqual("PUM5007", (await FailureAsync(clone, dump)).Codes(), "a clone");
        await clone.ExecuteAsync($"COMMENT ON DATABASE {clone.Name} IS '{stamp}'");
        Assert.AreEqual("PUM5007", (await FailureAsync(clone, dump)).Codes(), "a copied comment");

        // Not a copy, which has the system identifier of all copies.
        await using var elsewhere = await TemporaryServer.StartAsync(new() { Tcp = true });
        await TestServer.MakeRolesAsync(elsewhere);
        await using var other = await TestDatabase.CreateAsync(elsewhere);
        await other.ExecuteAsync("CREATE TABLE mine ()");
        await other.ExecuteAsync($"COMMENT ON DATABASE {other.Name} IS '{stamp.Replace($"database {await OidAsync(stamped)},", $"database {await OidAsync(other)},", StringComparison.Ordinal)}'");
        Assert.AreEqual("PUM5007", (await FailureAsync(other, dump)).Codes(), "another server");
    }

    [TestMethod]
    public async Task A_stamp_below_a_comment_of_a_users_own_counts_and_one_above_does_not()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill);
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync($"COMMENT ON DATABASE {target.Name} IS 'mine'");
        await ReplaceAsync(target, dump, _reporter);
        Assert.StartsWith("mine\n[pum: ", await CommentAsync(target));
        await ReplaceAsync(target, dump, _reporter);
        Assert.StartsWith("mine\n[pum: ", await CommentAsync(target));
        await target.ExecuteAsync($"COMMENT ON DATABASE {target.Name} IS '{await CommentAsync(target)}\nmore'");
        Assert.AreEqual("PUM5007", (await FailureAsync(target, dump)).Codes());
    }

    [TestMethod]
    public async Task What_a_restore_is_added_to_gets_no_stamp()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill);
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE mine ()");
        await ReplaceAsync(target, dump, _reporter, request => request with { ReplaceDatabase = false });
        await ReplaceAsync(
            target, dump, _reporter, request => request with { ReplaceDatabase = false, Clean = true, ConfirmReplace = target.Name });
        Assert.AreEqual("", await CommentAsync(target));
        Assert.AreEqual("PUM5007", (await FailureAsync(target, dump)).Codes());
    }

    [TestMethod]
    public async Task What_a_restore_drops_does_not_keep_it_from_leaving_a_stamp()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill);
        await using var target = await TestDatabase.CreateAsync();
        Func<RestoreRequest, RestoreRequest> clean = request => request with { ReplaceDatabase = false, Clean = true };
        await target.ExecuteAsync("CREATE TABLE film (by_hand int)");

        Assert.AreEqual("PUM5007", (await FailureAsync(target, dump, clean)).Codes());
        await ReplaceAsync(target, dump, _reporter, request => clean(request) with { ConfirmReplace = target.Name });

        Assert.StartsWith("[pum: restored", await CommentAsync(target));
        await ReplaceAsync(target, dump, _reporter, clean);
        await target.ExecuteAsync("CREATE TABLE mine ()");
        Assert.AreEqual("PUM5007", (await FailureAsync(target, dump, clean)).Codes());
        await target.ExecuteAsync("DROP TABLE mine; DROP TABLE film; CREATE TABLE film (by_hand int)");
        await ReplaceAsync(target, dump, _reporter, request => clean(request) with { ConfirmReplace = target.Name });
        await ReplaceAsync(target, dump, _reporter, clean);
    }

    [TestMethod]
    [DataRow("SELECT lo_from_bytea(0, 'mine')", false)]
    [DataRow("SELECT 1", true)]
    public async Task What_cannot_be_told_from_restored_objects_keeps_the_stamp_away(string before, bool ignoreErrors)
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill);
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync($"CREATE TABLE film (by_hand int); {before}");

        await ReplaceAsync(target, dump, _reporter, request => request with
        {
            ReplaceDatabase = false,
            Clean = true,
            ConfirmReplace = target.Name,
            IgnoreErrors = ignoreErrors,
        });

        Assert.AreEqual("", await CommentAsync(target));
    }

    [TestMethod]
    public async Task Restores_into_one_database_leave_their_stamps_one_after_the_other()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill);
        await using var target = await TestDatabase.CreateAsync();
        Func<RestoreRequest, RestoreRequest> clean = request => request with { ReplaceDatabase = false, Clean = true };
        var key = AdvisoryLock.KeyOf("stamp", target.Name).ToString(CultureInfo.InvariantCulture);
        await using (var other = await target.OpenAsync())
        {
            await using var command = new NpgsqlCommand($"SELECT pg_advisory_lock('{key}'::bigint)", other);
            await command.ExecuteNonQueryAsync();

            await ReplaceAsync(target, dump, _reporter, clean);
            Assert.AreEqual("", await CommentAsync(target), "a stamp that is based on an earlier look could replace one on a later look");
            await other.CloseAsync();
        }

        NpgsqlConnection.ClearPool(new(target.ConnectionString));
        await ReplaceAsync(target, dump, _reporter, request => clean(request) with { ConfirmReplace = target.Name });
        Assert.StartsWith("[pum: restored", await CommentAsync(target));
    }

    [TestMethod]
    [DataRow("SELECT 1;\n")]
    [DataRow("ALTER TABLE mine ADD a int;\n")]
    [DataRow("CREATE TABLE other ();\n")]
    // Another session may have made the new table: the script says nothing of what it makes.
    [DataRow("DROP TABLE mine; CREATE TABLE other ();\n")]
    public async Task What_was_there_before_is_not_taken_for_what_a_script_made(string script)
    {
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE mine ()");

        await ReplaceAsync(target, folder.Write("seed.sql", script), _reporter, request => request with { ReplaceDatabase = false });

        Assert.AreEqual("", await CommentAsync(target));
    }

    [TestMethod]
    public async Task A_role_that_may_not_comment_restores_all_the_same()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill);
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync($"GRANT CREATE ON SCHEMA public TO {TestServer.Plain}");
        await ReplaceAsync(target.As(TestServer.Plain), dump, _reporter, request => request with { ReplaceDatabase = false });
        Assert.AreEqual("", await CommentAsync(target));
        Assert.IsTrue(_reporter.Messages.Any(
            message => message.Importance == ReportImportance.Low && message.Text.Contains("was not stamped", StringComparison.Ordinal)));
        Assert.Contains("whose owner", _reporter.Warnings.Single().Message);
    }
}
