using System.Text.RegularExpressions;
using Pum.Dumper.Restoring.Planning;
using static Pum.Dumper.ServerTests.Messages.Following;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Messages;

/// <summary>The advice on the database that BaseTemplate names.</summary>
[TestClass]
public sealed partial class TemplateAdviceTests
{
    private const string Film = "CREATE TABLE film (id int);\n";

    [TestMethod]
    public async Task The_servers_hint_on_an_outdated_collation_version_is_passed_on()
    {
        await using var server = await StartServerAsync(17);
        using var folder = new TestFolder();
        var script = folder.Write("seed.sql", Film);
        await using var template = await TestDatabase.CreateAsync(server, options: "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en'");
        await ExecuteAsync(server, $"UPDATE pg_catalog.pg_database SET datcollversion = '0' WHERE datname = '{template.Name}'");
        await using var target = await TestDatabase.ReserveAsync(server);

        var failure = await FailsAsync(target, script, "PUM5001", "Rebuild all objects in the template database", From(template));
        Assert.DoesNotContain("yourself", failure.Failure.Advice);

        await ExecuteAsync(server, Refresh().Match(failure.Failure.Advice).Value);
        await RestoreAsync(target, script, From(template));
    }

    [TestMethod]
    public async Task A_template_of_another_encoding_is_made_again_with_the_dumps()
    {
        await using var server = await StartServerAsync(17);
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Film, server: server);
        await using var template = await TestDatabase.CreateAsync(server, options: "TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
        await using var target = await TestDatabase.ReserveAsync(server);

        var failure = await FailsAsync(target, dump, "PUM2004", "or leave out BaseTemplate", From(template));
        Assert.Contains($"The database '{template.Name}', which BaseTemplate names, has another encoding than the dump ('UTF8')", failure.Failure.Message);

        await using var again = await TestDatabase.CreateAsync(server, options: Made().Match(failure.Failure.Advice).Value);
        await RestoreAsync(target, dump, From(again));
        await RestoreAsync(target, dump, request => request with { ReplaceDatabase = true });
    }

    [TestMethod]
    public async Task A_template_of_another_locale_is_made_again_with_the_dumps()
    {
        await using var server = await StartServerAsync(17);
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync(server, options: "TEMPLATE template0 LOCALE 'C.UTF-8'");
        var dump = await DumpAsync(source, folder, request => request);
        await using var template = await TestDatabase.CreateAsync(server, options: "TEMPLATE template0 LOCALE 'C'");
        await using var target = await TestDatabase.ReserveAsync(server);
        var reporter = new CollectingReporter();

        await RestoreAsync(target, dump, From(template), reporter);
        var warning = reporter.Warnings.Single();
        Assert.AreEqual("PUM2004", warning.Code);
        Assert.StartsWith($"The database '{template.Name}', which BaseTemplate names, has another locale than the dump ('C.UTF-8')", warning.Message);

        await using var again = await TestDatabase.CreateAsync(server, options: Made().Match(warning.Advice).Value);
        reporter = new();
        await RestoreAsync(target, dump, From(again), reporter);
        Assert.IsEmpty(reporter.Warnings);
        Assert.AreEqual("C.UTF-8", await target.QueryAsync<string>("SELECT datcollate FROM pg_database WHERE datname = current_database()"));
    }

    [TestMethod]
    public async Task A_template_of_another_role_is_marked_as_one()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var script = folder.Write("seed.sql", Film);
        await using var template = await TestDatabase.CreateAsync(server, server.Superuser);
        await using var target = await TestDatabase.ReserveAsync(server);

        await FailsAsync(target, script, "PUM5005", "ALTER DATABASE … IS_TEMPLATE true", From(template));

        await ExecuteAsync(server, $"ALTER DATABASE {template.Name} IS_TEMPLATE true");
        await RestoreAsync(target, script, From(template));
        await ExecuteAsync(server, $"ALTER DATABASE {template.Name} IS_TEMPLATE false");
    }

    [TestMethod]
    public async Task Sessions_in_a_template_are_closed()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var script = folder.Write("seed.sql", Film);
        await using var template = await TestDatabase.CreateAsync(server);
        await using var target = await TestDatabase.ReserveAsync(server);

        await using (await template.OpenAsync())
            await FailsAsync(target, script, "PUM5001", "Close all sessions in the database that BaseTemplate names", From(template));

        await ExecuteAsync(server, $"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{template.Name}'");
        await RestoreAsync(target, script, From(template));
    }

    [TestMethod]
    public async Task A_template_that_does_not_exist_is_named()
    {
        using var folder = new TestFolder();
        var script = folder.Write("seed.sql", Film);
        await using var template = await TestDatabase.CreateAsync();
        await using var target = await TestDatabase.ReserveAsync();

        await FailsAsync(
            target, script, "PUM5001", "Check the name in BaseTemplate", request => From(template)(request) with { BaseTemplate = "nosuch" });

        await RestoreAsync(target, script, From(template));
    }

    private static Func<RestoreRequest, RestoreRequest> From(TestDatabase template) =>
        request => request with { ReplaceDatabase = true, BaseTemplate = template.Name };

    [GeneratedRegex("ALTER DATABASE .* REFRESH COLLATION VERSION")]
    private static partial Regex Refresh();

    [GeneratedRegex("TEMPLATE template0[^)]*")]
    private static partial Regex Made();
}
