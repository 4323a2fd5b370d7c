using System.Collections.Immutable;
using Pum.Dumper;
using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring.Planning;
using Pum.Tool.Commands;
using Pum.Tool.Output;

namespace Pum.Tool.Tests;

/// <summary>What a command line means.</summary>
[TestClass]
public sealed class ParsingTests
{
    [TestMethod]
    public void A_dump_has_the_conventions_of_the_tasks()
    {
        var request = Dump("-s ci dump snap.dump");

        Assert.AreEqual("ci", request.Connection.Service);
        Assert.AreEqual(Path.Combine(Folder, "snap.dump"), request.File);
        Assert.AreEqual(DumpFormat.Custom, request.Format);
        Assert.AreEqual((true, true, true), (request.NoOwner, request.NoPrivileges, request.NoSubscriptions));
        Assert.AreEqual("auto", request.Compression);
        Assert.IsTrue(request.Filter is { IsEmpty: true, StrictNames: true });
    }

    [TestMethod]
    public void A_dump_takes_what_is_said()
    {
        var request = Dump("dump -f plain x.sql -N a -N b;c --exclude-table-data t -a --no-owner false --strict-names:false --lock-timeout 2s --service ci -j 3 --additional-options=--no-comments");

        Assert.AreEqual(DumpFormat.Plain, request.Format);
        CollectionAssert.AreEqual(new[] { "a", "b;c" }, request.Filter.ExcludeSchemas.ToArray());
        CollectionAssert.AreEqual(new[] { "t" }, request.Filter.ExcludeTableData.ToArray());
        Assert.AreEqual((false, true), (request.NoOwner, request.NoPrivileges));
        Assert.AreEqual((true, false), (request.DataOnly, request.Filter.StrictNames));
        Assert.AreEqual((2000, 3), (request.LockTimeout, request.Jobs));
        Assert.AreEqual("--no-comments", request.AdditionalOptions);
    }

    [TestMethod]
    public void A_switch_that_is_on_takes_no_file_for_its_value() =>
        Assert.AreEqual(Path.Combine(Folder, "x"), Dump("-s ci dump --no-owner x").File);

    [TestMethod]
    public void A_restore_knows_which_conventions_were_said()
    {
        var request = Restore("-s ci -d app restore x -x --no-owner --no-privileges false --replace-database --confirm-replace app");

        Assert.AreEqual((true, false, null), (request.NoOwner, request.NoPrivileges, request.NoTablespaces));
        Assert.IsTrue(request is { IgnoreErrors: true, ReplaceDatabase: true, ConfirmReplace: "app", BaseTemplate: "template0" });
        Assert.AreEqual("app", request.Connection.Database);
    }

    [TestMethod]
    [DataRow("-p ci dump x", "ci", null, null)]
    [DataRow("dump x -p host=a", null, "host=a", null)]
    [DataRow("dump x --pg-connection postgres://a/b", null, "postgres://a/b", null)]
    [DataRow("dump x --connection-string-variable DB", null, null, "DB")]
    [DataRow("dump x", null, null, "PUM_CONNECTION")]
    public void A_connection_is_a_service_or_a_connection_string(string line, string? service, string? text, string? variable)
    {
        var connection = Dump(line, ("PUM_CONNECTION", "host=b")).Connection;

        Assert.AreEqual((service, text, variable), (connection.Service, connection.ConnectionString, connection.ConnectionStringVariable));
    }

    [TestMethod]
    public void The_variable_may_hold_a_service() =>
        Assert.AreEqual("ci", Dump("dump x", ("PUM_CONNECTION", "ci\n")).Connection.Service);

    [TestMethod]
    public void An_empty_variable_is_a_missing_secret_and_no_other_server() => Assert.AreEqual(
        "PUM1002",
        Assert.ThrowsExactly<PumFailureException>(() => Dump("dump x", ("PUM_CONNECTION", ""), ("PGHOST", "elsewhere"))).Code);

    [TestMethod]
    [DataRow("dump x -s a -p b")]
    [DataRow("dump x -s a --connection-string-variable b")]
    [DataRow("dump x -s a -j 0")]
    [DataRow("dump x -s a -f tar")]
    [DataRow("dump x -s a --lock-timeout soon")]
    [DataRow("dump - -s a")]
    public void A_value_that_is_none_is_refused(string line) =>
        Assert.AreEqual("PUM1001", Assert.ThrowsExactly<PumFailureException>(() => Dump(line)).Code);

    [TestMethod]
    [DataRow("")]
    [DataRow("dump")]
    [DataRow("dump x y")]
    [DataRow("dump x --replace-database")]
    [DataRow("dump x -s a -s b")]
    [DataRow("dump x --strict-names perhaps")]
    [DataRow("nonsense")]
    [DataRow("tools seventeen")]
    public void What_cannot_be_read_is_refused(string line) =>
        Assert.IsNotEmpty(new PumCommandLine(TextWriter.Null, TextWriter.Null).Parse(Words(line)).Errors);

    [TestMethod]
    [DataRow("-s")]
    [DataRow("-p")]
    [DataRow("-d")]
    [DataRow("-N")]
    [DataRow("--role")]
    public void An_empty_value_is_refused(string option) =>
        Assert.IsNotEmpty(new PumCommandLine(TextWriter.Null, TextWriter.Null).Parse(["dump", "x", option, ""]).Errors);

    [TestMethod]
    public void A_file_that_begins_with_an_at_sign_is_no_list_of_arguments() =>
        Assert.AreEqual(Path.Combine(Folder, "@x"), Dump("-s ci dump @x").File);

    [TestMethod]
    [DataRow("dump x host=localhost|password=geheim")]
    [DataRow("postgres://me:geheim@localhost/db dump x")]
    [DataRow("dump x --pg-conection=postgres://me:geheim@localhost/db")]
    public void A_connection_string_in_the_wrong_place_is_not_repeated(string line)
    {
        var words = Words(line).Select(word => word.Replace('|', ' ')).ToArray();
        var errors = ParseErrors.Of(new PumCommandLine(TextWriter.Null, TextWriter.Null).Parse(words)).ToList();

        Assert.IsNotEmpty(errors);
        Assert.DoesNotContain("geheim", string.Join('\n', errors));
    }

    private static string Folder => Path.GetTempPath().TrimEnd(Path.DirectorySeparatorChar);

    private static DumpRequest Dump(string line, params (string Name, string Value)[] variables) =>
        Read<DumpCommand, DumpRequest>(line, variables, (command, input) => command.Request(input));

    private static RestoreRequest Restore(string line) =>
        Read<RestoreCommand, RestoreRequest>(line, [], (command, input) => command.Request(input));

    private static TRequest Read<TCommand, TRequest>(
        string line, (string Name, string Value)[] variables, Func<TCommand, CommandInput, TRequest> request)
        where TCommand : PumCommand
    {
        var commandLine = new PumCommandLine(TextWriter.Null, TextWriter.Null);
        var result = commandLine.Parse(Words(line));
        Assert.IsEmpty(result.Errors);
        var environment = HostEnvironment.Current(Folder) with
        {
            Variables = variables.ToImmutableDictionary(pair => pair.Name, pair => pair.Value),
        };
        return request(
            (TCommand)result.CommandResult.Command,
            new(result, commandLine.Connection, environment, new ConsoleReporter(new(), TextWriter.Null, TextWriter.Null)));
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
