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
    public void A_reference_that_a_build_server_left_is_no_service() => Assert.AreEqual(
        "PUM_CONNECTION", Dump("dump x", ("PUM_CONNECTION", "$(StagingConnection)")).Connection.ConnectionStringVariable);

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
    [DataRow("dump postgres://me:geheim@db/app -s a")]
    [DataRow("dump jdbc:postgresql://db/app -s a")]
    [DataRow("restore host=db -s a")]
    [DataRow("restore Host=db;Password=geheim -s a")]
    [DataRow("restore me:geheim@db:5432/app -s a")]
    [DataRow("dump -v:d -s a")]
    [DataRow("dump --schema-only=no -s a")]
    [DataRow("dump --no-owner=0 -s a")]
    [DataRow("restore -c=off -s a")]
    public void What_cannot_be_read_is_refused(string line) =>
        Assert.IsNotEmpty(Errors(Words(line)));

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
    [DataRow("./host=db")]
    [DataRow("/a/password=x")]
    [DataRow("./a:/b")]
    [DataRow("../me:a@b")]
    [DataRow("a=b.dump")]
    [DataRow("films@12:30.dump")]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void A_file_may_have_any_name(string file) => Assert.EndsWith(file.TrimStart('.'), Dump($"-s ci dump {file}").File);

    [TestMethod]
    [DataRow("me:geheim@db:5432/app")]
    [DataRow("geheim@db")]
    [DataRow("db;geheim")]
    [DataRow("db/geheim")]
    [DataRow("db|geheim")]
    public void What_is_no_name_of_a_service_is_not_taken_for_one(string text)
    {
        var word = text.Replace('|', ' ');
        Assert.AreEqual(null, Dump("dump x", ("PUM_CONNECTION", word)).Connection.Service);
        Assert.AreEqual("PUM_CONNECTION", Dump("dump x", ("PUM_CONNECTION", word)).Connection.ConnectionStringVariable);
        var connection = Read<DumpCommand, DumpRequest>(["dump", "x", "-p", word], [], (command, input) => command.Request(input)).Connection;
        Assert.AreEqual((null, word), (connection.Service, connection.ConnectionString));
    }

    [TestMethod]
    [DataRow("-s me:geheim@db:5432/app")]
    [DataRow("-p host=db -d me:geheim@db")]
    [DataRow("-p host=db --role me:geheim@db")]
    [DataRow("-p host=db --maintenance-database me:geheim@db")]
    [DataRow("-pgeheim")]
    [DataRow("-vpgeheim")]
    public async Task A_password_in_the_place_of_a_name_is_refused_and_not_repeated(string options)
    {
        var (exitCode, output, error) = await RunAsync($"dump x {options}");

        Assert.AreEqual(2, exitCode, error);
        Assert.StartsWith("pum: error PUM1001: ", error);
        Assert.DoesNotContain("geheim", output + error);
    }

    [TestMethod]
    [DataRow("-p=ci dump x", "ci")]
    [DataRow("-p:ci dump x", "ci")]
    [DataRow("dump x -p ci", "ci")]
    [DataRow("-sci dump x", "ci")]
    [DataRow("dump x -vp ci", "ci")]
    public void A_service_may_be_joined_to_its_option(string line, string service) =>
        Assert.AreEqual((0, service), (Errors(Words(line)).Length, Dump(line).Connection.Service));

    [TestMethod]
    public async Task Without_any_word_the_help_says_what_there_is()
    {
        var (exitCode, output, error) = await RunAsync("");

        Assert.AreEqual((2, ""), (exitCode, output));
        Assert.Contains("restore <FILE>", error);
        Assert.Contains("tools [<MAJOR>] ", error);
        Assert.Contains("Examples:", error);
        Assert.DoesNotContain("PUM1001", error);
    }

    [TestMethod]
    [DataRow("dumb", "Unrecognized command or argument 'dumb'. Did you mean 'dump'?")]
    [DataRow("-s ci dumb backup.dump further", "Unrecognized command or argument 'dumb'. Did you mean 'dump'?")]
    [DataRow("restor x", "Unrecognized command or argument 'restor'. Did you mean 'restore'?")]
    [DataRow("dump x --formt plain", "Unrecognized command or argument '--formt'. Did you mean '--format'?")]
    [DataRow("dump x --exclude-schemas=a", "Unrecognized command or argument '--exclude-schemas=…'. Did you mean '--exclude-schema'?")]
    [DataRow("restore x --servce a", "Unrecognized command or argument '--servce'. Did you mean '--service'?")]
    [DataRow("restore x --replace", "Unrecognized command or argument '--replace'. Did you mean '--replace-database'?")]
    [DataRow("check-conection", "Unrecognized command or argument 'check-conection'. Did you mean 'check-connection'?")]
    [DataRow("dump x nonsense further", "Unrecognized command or argument 'nonsense'.")]
    [DataRow("dumb x -p host=db", "Unrecognized command or argument '…'. Did you mean 'dump'?")]
    [DataRow("check x", $"Unrecognized command or argument 'check'.{OfPum}")]
    [DataRow("-s ci upgrade", $"Unrecognized command or argument 'upgrade'.{OfPum}")]
    [DataRow("role create", $"Unrecognized command or argument 'role'.{OfPum}")]
    [DataRow("-p host=db install", $"Unrecognized command or argument '…'.{OfPum}")]
    [DataRow("-s ci snap.dump", "No command was given before 'snap.dump': pum dump writes a file, pum restore reads one.")]
    [DataRow("backups/snap -s ci", "No command was given before 'backups/snap': pum dump writes a file, pum restore reads one.")]
    [DataRow("dump x --file=y", "Unrecognized command or argument '--file=…'. The file is written without an option: pum dump FILE.")]
    [DataRow("-s ci", "Required command was not provided.")]
    public void A_misspelt_word_is_one_line(string line, string expected) =>
        Assert.AreEqual(expected, string.Join('\n', Errors(Words(line))));

    private const string OfPum = " It is a command of PUM, the PostgreSQL Upgrades Manager, and not of this pum: see docs/coming-from-pum.md.";

    [TestMethod]
    [DataRow("dump --file=snap.dump -s ci", "Unrecognized option '--file'. The file is written without an option: pum dump FILE.")]
    [DataRow("dump --jsn", "Unrecognized option '--jsn'. Did you mean '--json'?")]
    [DataRow("dump --blobs", "Unrecognized option '--blobs'.")]
    [DataRow("dump -b snap.dump", "Unrecognized option '-b'.")]
    [DataRow("dump --replace-database x", "Unrecognized option '--replace-database'.")]
    [DataRow("restore --if-exists", "Unrecognized option '--if-exists'.")]
    [DataRow("restore -Wgeheim", "Unrecognized option '-W…'.")]
    [DataRow("dump --password geheim", "Unrecognized option '--password'.")]
    public async Task An_option_that_is_none_is_not_taken_for_a_file(string line, string expected)
    {
        var (exitCode, _, error) = await RunAsync(line);

        Assert.AreEqual(2, exitCode);
        Assert.StartsWith($"pum: error PUM1001: {expected} Write './' or '-- ' before a file of that name. ", error);
        Assert.HasCount(1, error.TrimEnd().Split('\n'));
    }

    [TestMethod]
    [DataRow("-s ci dump -- -x.dump", "-x.dump")]
    [DataRow("-s ci dump -- --file=snap.dump", "--file=snap.dump")]
    [DataRow("-s ci dump ./-x.dump", "-x.dump")]
    public void A_file_that_begins_with_a_hyphen_needs_two_before_it(string line, string file) =>
        Assert.AreEqual((0, Path.Combine(Folder, file)), (Errors(Words(line)).Length, Dump(line).File));

    [TestMethod]
    [DataRow(".")]
    [DataRow("..")]
    [DataRow("./")]
    [DataRow("/")]
    public void The_folder_of_a_module_is_no_database(string folder)
    {
        var failure = Assert.ThrowsExactly<PumFailureException>(() => Dump($"-p ci -d {folder} dump x.dump")).Failure;

        Assert.AreEqual(("PUM1001", $"'{folder}' is a folder, and no database."), (failure.Code, failure.Message));
    }

    [TestMethod]
    [DataRow("a.b")]
    [DataRow("nosuch/folder")]
    public void A_database_may_have_any_other_name(string name) =>
        Assert.AreEqual(name, Dump($"-p ci -d {name} dump x.dump").Connection.Database);

    [TestMethod]
    public void Details_may_be_asked_for_twice_as_of_PUM() => Assert.IsEmpty(Errors(Words("-s ci -vv dump x")));

    [TestMethod]
    [DataRow("dump x --additional-options --no-owner=x", "Required argument missing for option: '--additional-options'.")]
    [DataRow("dump x -N a --no-owner=x", "Option '--no-owner' takes no value but true or false.")]
    public void What_follows_an_option_is_its_value(string line, string expected) =>
        Assert.Contains(expected, string.Join('\n', Errors(Words(line))));

    [TestMethod]
    [DataRow("dump x host=localhost|password=geheim")]
    [DataRow("postgres://me:geheim@localhost/db dump x")]
    [DataRow("dump x --pg-conection=postgres://me:geheim@localhost/db")]
    [DataRow("dump postgres://me:geheim@localhost/db")]
    [DataRow("dump x jdbc:postgresql://me:geheim@db/app")]
    [DataRow("dump x jdbc:postgresql://db/app?user=me&password=geheim")]
    [DataRow("dump x db:5432;Password=geheim")]
    [DataRow("dump x --passwort:geheim")]
    [DataRow("dump x --passwort geheim")]
    [DataRow("dump --password geheim x")]
    [DataRow("-p host=db password=my geheim dump x")]
    [DataRow("dump x password = geheim")]
    [DataRow("dump x = a=geheim")]
    [DataRow("dump x me:geheim@db:5432/app")]
    [DataRow("dump x geheim@db")]
    [DataRow("dump x -W geheim.1")]
    [DataRow("dump x a=geheim a=geheim.geheim")]
    [DataRow("dump x --strict-names=geheim")]
    public void A_connection_string_in_the_wrong_place_is_not_repeated(string line)
    {
        var words = Words(line).Select(word => word.Replace('|', ' ')).ToArray();
        var errors = Errors(words);

        Assert.IsNotEmpty(errors);
        Assert.DoesNotContain("geheim", string.Join('\n', errors));
    }

    [TestMethod]
    [DataRow("dump x nonsense", "Unrecognized command or argument 'nonsense'.")]
    [DataRow("dump x --nonsense", "Unrecognized command or argument '--nonsense'.")]
    [DataRow("dump x --nonsense=1", "Unrecognized command or argument '--nonsense=…'.")]
    [DataRow("dump snap.dump extra_2.dump", "Unrecognized command or argument 'extra_2.dump'.")]
    [DataRow("dump x extra@2", "Unrecognized command or argument '…'.")]
    [DataRow("dump", "Required argument 'FILE' missing for command: 'dump'.")]
    [DataRow("dump x -v:d -s a", "Option '-v' takes no value but true or false.")]
    public void A_harmless_word_is_repeated(string line, string expected) =>
        Assert.Contains(expected, string.Join('\n', Errors(Words(line))));

    [TestMethod]
    [DataRow("dump x -s a -v:d", false)]
    [DataRow("dump x -s a -q=yes", false)]
    [DataRow("dump x -s a --json=x", true)]
    [DataRow("dump x -s a -v=true -v=false", false)]
    [DataRow("dump x -s a -q=true -q=false --json", true)]
    [DataRow("dump x -s a --json=true --json=false", true)]
    public async Task A_switch_of_the_output_with_a_wrong_value_is_refused(string line, bool isJson)
    {
        var (exitCode, output, error) = await RunAsync(line);

        Assert.AreEqual(2, exitCode);
        Assert.Contains("error PUM1001: ", error);
        Assert.AreEqual(isJson, output.StartsWith("{\"errors\":[{\"code\":\"PUM1001\"", StringComparison.Ordinal));
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string line)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exitCode = await new PumCommandLine(output, error).RunAsync(Words(line));
        return (exitCode, output.ToString(), error.ToString());
    }

    private static string Folder => Path.GetTempPath().TrimEnd(Path.DirectorySeparatorChar);

    private static DumpRequest Dump(string line, params (string Name, string Value)[] variables) =>
        Read<DumpCommand, DumpRequest>(Words(line), variables, (command, input) => command.Request(input));

    private static RestoreRequest Restore(string line) =>
        Read<RestoreCommand, RestoreRequest>(Words(line), [], (command, input) => command.Request(input));

    private static TRequest Read<TCommand, TRequest>(
        string[] words, (string Name, string Value)[] variables, Func<TCommand, CommandInput, TRequest> request)
        where TCommand : PumCommand
    {
        var commandLine = new PumCommandLine(TextWriter.Null, TextWriter.Null);
        var result = commandLine.Parse(words);
        Assert.IsEmpty(ParseErrors.Of(result));
        var environment = HostEnvironment.Current(Folder) with
        {
            Variables = variables.ToImmutableDictionary(pair => pair.Name, pair => pair.Value),
        };
        return request(
            (TCommand)result.CommandResult.Command,
            new(result, commandLine.Connection, environment, new ConsoleReporter(new(), TextWriter.Null, TextWriter.Null)));
    }

    private static string[] Errors(string[] words) =>
        [.. PumCommandLine.ErrorsOf(new PumCommandLine(TextWriter.Null, TextWriter.Null).Parse(words), words)];

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
